"""The partner's spreadsheet: read by its headers, written by row, verified, repaired."""
