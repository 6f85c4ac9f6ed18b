"""`check`, access: whether strangers can read the sheet, asked for as a stranger would, without the bot's key.

The bot's scope does not show how a file is shared. A browser that is not logged in gets the sheet's export from Google
where anyone with the link may read it, and is sent to log in where not.
"""

from urllib.parse import urlsplit

import requests

from bot.clients.bounded import session
from bot.commands.doctor.findings import Finding, fine, note, warning
from bot.settings import Settings

_WHAT = "who can read the sheet"
_GOOGLE_API, _GOOGLE_PAGES = "https://sheets.googleapis.com", "https://docs.google.com"


def examine(settings: Settings) -> Finding:
    """Asks for the sheet without a key, and reads nothing of what comes."""
    # In the embedded workspace, and behind a gateway, pages and API have one address.
    base = _GOOGLE_PAGES if settings.sheets_api_url == _GOOGLE_API else settings.sheets_api_url
    try:
        with session(10) as asker:
            answer = asker.get(
                f"{base}/spreadsheets/d/{settings.sheet_id}/export?format=csv", timeout=5, allow_redirects=False,
                stream=True,
            )  # fmt: skip
            answer.close()
    except requests.RequestException as problem:
        return _unseen(type(problem).__name__, settings)
    if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
        return _unseen("a page came instead", settings)
    readable = _readable(answer.status_code, answer.headers.get("Location", ""))
    if readable is None:
        return _unseen(f"the answer was {answer.status_code}", settings)
    if readable:
        cure = f"open {settings.sheet_url} → Share → General access → Restricted"
        return warning(_WHAT, "anyone with the link, and it holds tokens", cure)
    return fine(_WHAT, "nobody without an account that it is shared with")


def _readable(status: int, location: str) -> bool | None:
    """What an answer to a stranger means: True, the sheet is theirs to read; None, nothing can be said."""
    host = (urlsplit(location).hostname or "") if 300 <= status < 400 else ""
    if status == 200 or host.endswith(".googleusercontent.com"):
        return True
    if status in (401, 403) or host == "accounts.google.com":
        return False
    return None


def _unseen(reason: str, settings: Settings) -> Finding:
    return note(_WHAT, f"could not be seen ({reason})", f"open {settings.sheet_url} → Share, and look")
