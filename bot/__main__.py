"""`python -m bot`: the command line."""

from bot.commands.cli import main

main()
