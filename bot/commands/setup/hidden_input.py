"""Reads what must not be seen on the screen, however many lines are pasted."""

import select
import sys
import termios

# A terminal hands on what is pasted line by line, with nothing between.
_PASTED_WITHIN_SECONDS = 0.3


def unseen(prompt: str) -> str:
    """A line from the terminal, which shows nothing of it, nor of the lines that were pasted behind it.

    getpass would put the rest of a paste back on the screen. Answers all the lines. Raises EOFError on Ctrl-D.
    """
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    silent = termios.tcgetattr(terminal)
    silent[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        print(prompt, end="", flush=True)  # once nothing typed is shown any more
        lines = [sys.stdin.readline()]
        if not lines[0]:
            raise EOFError
        while select.select([terminal], [], [], _PASTED_WITHIN_SECONDS)[0] and (line := sys.stdin.readline()):
            lines.append(line)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        print(flush=True)
    return "".join(lines)
