"""Which version of the program runs: for the log, `/healthz`, `/metrics` and `--version`."""

from functools import cache
from importlib.metadata import version


@cache
def program_version() -> str:
    """The version of the installed package, such as `0.2.0`."""
    return version("pongo-6xpos")
