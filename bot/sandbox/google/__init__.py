"""The embedded Google: the OAuth token endpoint and the Sheets v4 REST API, in memory, on loopback."""

from bot.sandbox.google.api import Arriving
from bot.sandbox.google.people import Spreadsheet, Worksheet
from bot.sandbox.google.service import GoogleService

__all__ = ["Arriving", "GoogleService", "Spreadsheet", "Worksheet"]
