"""The partner's spreadsheet: read by its headers, its cells claimed by markers, looked at, and settled. It imports
nobody: `bot.clients.google` makes the calls that it asks for (calls.py)."""
