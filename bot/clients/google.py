"""The partner's spreadsheet as one service account sees it: the calls of `sheets.client`, by HTTP.

Nothing here sleeps or tries again: whoever calls decides when. gspread's own back-off client sleeps up to 128 s in the
caller's thread and posts appends again; it is not used.
"""

import json
from pathlib import Path
from typing import Any

from google.oauth2 import service_account

from bot.clients.google_transport import ANSWER_SECONDS, GoogleHTTPClient, Timeout
from sheets.client import WorksheetCalls
from sheets.errors import BadConfiguration
from sheets.quota import Quota, Unlimited

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""The only scope asked for: gspread's default adds all of Drive."""


class SheetClient(WorksheetCalls):
    """One worksheet as one service account sees it, by HTTP.

    `service_account`: path of the key file, or its JSON. Nothing is sent before the first call.
    Raises BadConfiguration at once for a key that cannot be read.
    """

    def __init__(
        self,
        *,
        service_account: str,
        spreadsheet_id: str,
        worksheet: str | None = None,
        api_url: str = "https://sheets.googleapis.com",
        timeout: Timeout = (5, 30),
        quota: Quota | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        credentials = _credentials(service_account)
        self.account: str = str(credentials.service_account_email)
        """The service account's e-mail address: the spreadsheet must be shared with it, as editor."""
        quota = quota or Unlimited()
        self._google = GoogleHTTPClient(
            credentials, self.account, spreadsheet_id, api_url, timeout, quota, answer_seconds
        )
        super().__init__(self._google, spreadsheet_id, worksheet, quota)

    def close(self) -> None:
        """Closes the connections; a later call opens new ones."""
        self._google.close()


def _credentials(key: str) -> Any:
    """The key as google-auth's credentials; BadConfiguration says what is wrong, without quoting the key."""
    text = key.strip()
    if not text.startswith("{"):
        try:
            text = Path(key).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise BadConfiguration(f"the service account's key file cannot be read ({type(error).__name__})") from None
    try:
        info = json.loads(text)
        if not isinstance(info, dict):
            raise TypeError
        return service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, KeyError) as error:
        # The cause is cut off: its text and its frames can hold the private key.
        raise BadConfiguration(f"this is not a service account's JSON key ({type(error).__name__})") from None
