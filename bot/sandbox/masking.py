"""Keeps secrets out of the call log that people look at, and keeps its JSON short enough to read."""

import json
import re
from collections.abc import Iterable
from typing import Any

MASK = "••••••••"
LONGEST_TEXT, LONGEST_LIST = 2_000, 60
_SECRET_KEYS = {"token", "access_token", "assertion", "authorization", "client_secret", "private_key", "ticket"}
# Slack's tokens, and JWTs.
_SECRET_TEXT = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*")
_SHORTEST_SECRET = 8


class Masker:
    """Knows the secrets that were seen so far."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def learn(self, secrets: Iterable[str]) -> None:
        """Remembers values that must not be shown; those too short to be a token are left alone."""
        self._secrets.update(s for s in secrets if len(s) >= _SHORTEST_SECRET)

    def text(self, text: str) -> str:
        """The text with every secret in it covered."""
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, MASK)
        return _SECRET_TEXT.sub(MASK, text)

    def json(self, value: Any) -> Any:
        """A copy with secrets covered, JSON within strings opened up, long texts and lists cut."""
        if isinstance(value, dict):
            return {str(k): MASK if str(k).lower() in _SECRET_KEYS and v else self.json(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            shown = [self.json(item) for item in value[:LONGEST_LIST]]
            return shown if len(value) <= LONGEST_LIST else [*shown, f"… (+{len(value) - LONGEST_LIST})"]
        if isinstance(value, bytes):
            return f"({len(value)} bytes)"
        if not isinstance(value, str):
            return value if value is None or isinstance(value, bool | int | float) else str(value)
        opened = _opened(value)
        if opened is not None:
            return self.json(opened)
        text = self.text(value)
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}… (+{len(text) - LONGEST_TEXT})"


def _opened(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
