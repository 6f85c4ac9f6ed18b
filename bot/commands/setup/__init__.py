"""`init`: asks for what is missing, one setting after the other, and writes it into `.env`."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.commands.setup.env_file import values_in, with_value, write_private
from bot.commands.setup.hidden_input import unseen
from bot.commands.setup.questions import QUESTIONS, Question, Wrong, judged, next_question
from workflows.rules.tokens import Sealer

__all__ = ["CannotWrite", "Stopped", "set_up"]


_DEFAULTS = (
    "All else has a default (docs/settings.md). Worth a look: TOKEN_HEALTH_HOURS and TOKEN_WARN_DAYS, how often Hey "
    "Pongo is asked about tokens and when their end is told; SHEET_HEADER_LIVE and SHEET_HEADER_PRODUCTS, for columns "
    "in which 6xpos says what it has done."
)


class Stopped(Exception):
    """Whoever was asked has left, by Ctrl-C or Ctrl-D. What they answered before is in the file."""


class CannotWrite(Exception):
    """The file cannot be read or written; the text says why."""


def set_up(console: Console, path: Path, environment: Mapping[str, str], template: str) -> None:
    """Asks until nothing is missing; each answer goes into the file at once. Makes TOKEN_KEY where there is none.

    What the file or the `environment` has already, and can be right, is not asked for. `template`: what a new file
    begins as. Raises Stopped, CannotWrite.
    """
    text = _read(path, template)
    given = {name.upper(): value for name, value in environment.items() if value.strip()}
    left_out = _left_out(text)
    text = _without_wrong(text, given, console)
    if not (values_in(text).get("TOKEN_KEY") or given.get("TOKEN_KEY")):
        text = with_value(text, "TOKEN_KEY", Sealer.new_key())
        _write(path, text)
        console.print("TOKEN_KEY: made. Keep a copy of it where you keep passwords.", highlight=False)
    else:
        _write(path, text)  # also where nothing is missing: nobody else may read it from now on
    while question := next_question(values_in(text) | given, left_out):
        text = _asked(console, question, text)
        left_out.add(question.name)
        _write(path, text)
    console.print(f"Written to {path}, which only you can read.", highlight=False)
    console.print(_DEFAULTS, highlight=False, soft_wrap=True)


def _left_out(text: str) -> set[str]:
    """What stands there without a value: where that may be, it was asked for once, and not wanted."""
    return {name for name, value in values_in(text).items() if not value}


def _without_wrong(text: str, given: Mapping[str, str], console: Console) -> str:
    """What the file has and cannot be right is emptied, so that it is asked for again."""
    for name, value in values_in(text).items():
        if not value or name not in QUESTIONS:
            continue
        try:
            judged(name, value)
        except Wrong as refusal:
            where = "the environment has it, which wins over .env" if name in given else "asked for again"
            _complain(console, f"{name} in .env: {refusal} ({where})")
            if name not in given:
                text = with_value(text, name, "")
    return text


def _asked(console: Console, question: Question, text: str) -> str:
    """The file's text with the answer in it."""
    console.print()
    console.print(Text.assemble((question.name, "bold"), "  ", question.what), soft_wrap=True)
    console.print(Text.assemble("Where to find it: ", (question.where, "cyan")), soft_wrap=True)
    if question.without:
        console.print(f"Enter alone: {question.without}.", highlight=False, soft_wrap=True)
    while True:
        try:
            answer = (unseen("> ") if question.secret else console.input("> ")).strip()
        except (EOFError, KeyboardInterrupt):
            raise Stopped from None
        if not answer and question.without:
            return with_value(text, question.name, "")
        try:
            value = judged(question.name, answer)
            changed = with_value(text, question.name, value)
        except (Wrong, ValueError) as refusal:
            _complain(console, str(refusal))
            continue
        unseen_path = question.name == "GOOGLE_SERVICE_ACCOUNT"
        if unseen_path or (value != answer and not question.secret):
            console.print(f"Written as {value}", highlight=False, soft_wrap=True)
        return changed


def _complain(console: Console, sentence: str) -> None:
    console.print(Text.assemble(("✗ ", "bold red"), sentence), soft_wrap=True)


def _read(path: Path, template: str) -> str:
    try:
        return path.read_bytes().decode() if path.exists() else template
    except OSError as failure:
        raise CannotWrite(f"{path} cannot be read: {failure.strerror}") from None
    except UnicodeDecodeError:
        raise CannotWrite(f"{path} is not UTF-8: save it as UTF-8 first") from None


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text)
    except OSError as failure:
        raise CannotWrite(f"{path} cannot be written: {failure.strerror}") from None
