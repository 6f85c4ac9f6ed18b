"""`serve`, as fast as it can: the embedded services have no limits unless a test wants them."""

from bot.process.bootstrap import serve
from bot.settings import Settings
from workflows.outbox.rate_limits import UNPACED

if __name__ == "__main__":
    serve(Settings.load(), UNPACED)
