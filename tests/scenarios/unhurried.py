"""`serve`, as fast as it can: the embedded services have no limits unless a test wants them."""

from bot.bootstrap import serve
from bot.settings import Settings
from workflows.pacing import UNPACED

if __name__ == "__main__":
    serve(Settings.load(), UNPACED)
