"""Refusals as Google words them, in the texts of `refusals.txt`.

Grid limits: home-assistant/core issue 104198; appended columns: OpenRefine issue 2760.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.tables import table

SAYS = {name: " ".join(text.split()) for name, text in table(Path(__file__).with_name("refusals.txt")).items()}
_STATUS = {int(name[:3]): (name[4:], text) for name, text in SAYS.items() if name[0].isdigit()}


class GoogleError(Exception):
    """A refusal. `code`: the HTTP status; `status`: Google's word for it; `details`: as in google.rpc.Status."""

    def __init__(self, code: int, message: str = "", *, status: str = "", details: Sequence[Any] = ()) -> None:
        word, text = _STATUS.get(code, ("UNKNOWN", "Unknown error."))
        self.code = code
        self.status = status or word
        self.message = message or text
        self.details = list(details)
        super().__init__(f"{code} {self.status}: {self.message}")

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def within(self, place: str) -> "GoogleError":
        """The same refusal, naming the part of a batch that caused it (`requests[0].appendCells`, `data[4]`)."""
        if self.code != 400:
            return self
        return GoogleError(400, f"Invalid {place}: {self.message}", details=self.details)


def invalid(message: str) -> GoogleError:
    """400 INVALID_ARGUMENT."""
    return GoogleError(400, message)


def violations(found: Sequence[tuple[str, str]], message: str = "") -> GoogleError:
    """400 with one field violation per (field, description); the message repeats the descriptions unless given."""
    parts = [{"field": field, "description": text} if field else {"description": text} for field, text in found]
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": parts}
    return GoogleError(400, message or "\n".join(text for _, text in found), details=[detail])


def beyond_grid(range_text: str, rows: int, columns: int) -> GoogleError:
    """400 for a range that is not in the grid."""
    return invalid(f"Range ({range_text}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")


def error_info(reason: str, **metadata: str) -> dict[str, Any]:
    """A google.rpc.ErrorInfo of googleapis.com."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com", **metadata},
    }


class HookFailed(Exception):
    """A hook raised: the network goes down at that point."""
