"""`serve` as it is, but that one person may ask as often as they like."""

from bot.bootstrap import serve
from bot.settings import Settings
from workflows.pacing import Rates

if __name__ == "__main__":
    serve(Settings.load(), Rates(people=None))
