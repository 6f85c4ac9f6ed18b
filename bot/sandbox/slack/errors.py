"""How the embedded Slack refuses."""

from typing import Any


class SlackRefusal(Exception):
    """A method's refusal: `{"ok": false, "error": code, ...}`, with HTTP 200 unless `status` says otherwise."""

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: Any) -> None:
        """`extra`: further fields of the answer, such as `needed` and `provided`."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """The answer's body."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid(code: str, messages: list[str]) -> SlackRefusal:
    """A refusal that lists what is wrong, as `invalid_blocks` and `invalid_arguments` do."""
    marked = [f"[ERROR] {message}" for message in messages]
    extra: dict[str, Any] = {"response_metadata": {"messages": marked}}
    if code == "invalid_blocks":
        extra["errors"] = messages
    return SlackRefusal(code, **extra)
