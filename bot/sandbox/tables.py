"""Tables that stand as text beside the modules that read them."""

from pathlib import Path


def table(path: Path) -> dict[str, str]:
    """Of each name, which begins a line, the text that is indented below it; `#` begins a remark."""
    found: dict[str, str] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(" "):
            found[name] += line
        elif line and not line.startswith("#"):
            name = line
            found[name] = ""
    return found


def fields(path: Path) -> dict[str, dict[str, str]]:
    """The same where each text is made of fields, `name=value`."""
    return {name: dict(part.split("=", 1) for part in text.split()) for name, text in table(path).items()}
