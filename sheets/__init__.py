"""The partner's spreadsheet: read by its headers, its cells claimed by markers, looked at, and settled."""
