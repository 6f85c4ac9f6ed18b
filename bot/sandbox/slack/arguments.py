"""A method's arguments, however they arrived: form, query, JSON or multipart."""

import json
from typing import Any

from bot.sandbox.slack.errors import invalid

_YES, _NO = {"true", "1", "yes"}, {"false", "0", "no", ""}


class Arguments(dict[str, Any]):
    """The decoded arguments, without the token."""

    def required(self, name: str) -> str:
        """A string that must be there. Raises SlackRefusal (invalid_arguments)."""
        value = self.get(name)
        if value in (None, ""):
            raise invalid("invalid_arguments", [f"missing required field: {name}"])
        return str(value)

    def text(self, name: str) -> str | None:
        """A string, or None."""
        value = self.get(name)
        return None if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A truth value: true, 1, "true", "1"."""
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        word = str(value).lower()
        if word not in _YES | _NO:
            raise invalid("invalid_arguments", [f"must provide a boolean [json-pointer:/{name}]"])
        return word in _YES

    def integer(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise invalid("invalid_arguments", [f"must provide an integer [json-pointer:/{name}]"]) from None

    def structure(self, name: str, error: str) -> Any:
        """A JSON value, parsed where it came as a string; None where absent. Raises SlackRefusal with `error`."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise invalid(error, [f"must be valid JSON [json-pointer:/{name}]"]) from None
