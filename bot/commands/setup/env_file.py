"""Reads and changes `.env` line by line, and writes it so that no other user of the machine can ever read it."""

import io
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

# A value is written without quotes, since Docker's `--env-file` takes them for part of it; what python-dotenv, systemd
# or Compose would then read otherwise cannot be written: a quote in front, a backslash, a dollar sign, ` #`.
_NOT_ALIKE = re.compile(r"""^['"#]|[\\$`\x00-\x1f\x7f]|\s\#|^\s|\s$""")


def values_in(text: str) -> dict[str, str]:
    """What the file sets: variable, in capitals, to value. The last line about a variable counts, as everywhere."""
    return {name.upper(): (value or "").strip() for name, value in dotenv_values(stream=io.StringIO(text)).items()}


def with_value(text: str, name: str, value: str) -> str:
    """The file's text with `name` set to `value`, and everything else as it was: other variables, comments, order.

    A line that sets it is replaced; else the new one comes after the comment `# NAME=…`, or at the end. Raises
    ValueError where not everybody who reads such files would read the value alike.
    """
    if _NOT_ALIKE.search(value):
        raise ValueError("holds what .env files cannot: a quote in front, \\, $, ` or # after a space")
    line = f"{name}={value}\n"
    parts = [(part.key, part.original.string) for part in parse_stream(io.StringIO(text))]
    setting = [at for at, (key, _) in enumerate(parts) if (key or "").upper() == name]
    commented = [at for at, (key, part) in enumerate(parts) if key is None and _mentions(part, name)]
    pieces = [piece for _, piece in parts]
    if setting:
        blank = re.match(r"\s*", pieces[setting[-1]])
        pieces[setting[-1]] = (blank.group() if blank else "") + line
    elif commented:
        at = commented[-1]
        pieces[at] = _ended(pieces[at]) + line
    else:
        pieces = [_ended("".join(pieces)), line]
    changed = "".join(pieces)
    if values_in(changed).get(name) != value:
        raise ValueError("cannot be written to .env as it is")
    return changed


def write_private(path: Path, text: str) -> None:
    """Puts `text` in the place of the file, all of it or nothing, readable for its owner alone from the first byte on.

    Raises OSError, with the file as it was.
    """
    place = path.resolve()  # a link stays one
    handle, name = tempfile.mkstemp(prefix=".env-", dir=place.parent)  # made with mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _mentions(comment: str, name: str) -> bool:
    return bool(re.search(rf"^\s*#\s*{name}=", comment, re.MULTILINE))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
