"""`serve` as it is, but that one person may ask as often as they like."""

from bot.process.bootstrap import serve
from bot.settings import Settings
from workflows.outbox.rate_limits import Rates

if __name__ == "__main__":
    serve(Settings.load(), Rates(people=None))
