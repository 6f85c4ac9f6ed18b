"""Errors as Google words them, in the texts that people publish when they meet them.

Protected cells: theoephraim/node-google-spreadsheet pull 20; grid limits: home-assistant/core issue 104198; appended
columns: OpenRefine issue 2760; quota: r-lib/gargle's recorded errors.
"""

from collections.abc import Sequence
from typing import Any

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
    "if you need to edit."
)
TOO_LONG = "Your input contains more than the maximum of 50000 characters in a single cell."
TOO_MANY_CELLS = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."

STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: (
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    ),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    409: ("ABORTED", "The operation was aborted."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    500: ("INTERNAL", "Internal error encountered."),
    501: ("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled."),
    502: ("UNAVAILABLE", "Bad gateway."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}


class GoogleError(Exception):
    """A refusal. `code`: the HTTP status; `status`: Google's word for it; `details`: as in google.rpc.Status."""

    def __init__(self, code: int, message: str = "", *, status: str = "", details: Sequence[Any] = ()) -> None:
        word, text = STATUS.get(code, ("UNKNOWN", "Unknown error."))
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
