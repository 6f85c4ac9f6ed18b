"""What can go wrong with the partner's spreadsheet: one class per kind, as Google names them.

Every error carries data for a sentence with a cure; none carries a cell's value, so none can carry a token.
"""


class SheetError(Exception):
    """Any trouble with the spreadsheet. As itself: Google answered something that no kind below describes.

    `uncertain`: the work may have been done, wholly or in part, although it failed: read before writing again.
    """

    uncertain = False


class TryAgain(SheetError):
    """Nothing for a person to do: a later attempt may succeed. 429, 5xx, time-outs, cut connections, of either service
    (the Sheets API, or the OAuth token endpoint).

    `retry_after`: seconds that Google asked to wait, or None. `quota`: it was a 429. `uncertain` is true
    where the answer never came, or was a 5xx: Google answers 504 after commits.
    """

    def __init__(self, message: str, retry_after: float | None = None, quota: bool = False, uncertain: bool = False):
        super().__init__(message)
        self.retry_after = retry_after
        self.quota = quota
        self.uncertain = uncertain


class Unsupported(TryAgain):
    """501: whoever answers there does not do what was asked, and has done nothing of it."""


class NotGoogle(TryAgain):
    """What answered is not Google, or is no answer of this API: a proxy, a captive portal, a gateway, by a page, by
    broken JSON, or by another shape. It may pass; where it lasts, somebody looks at the network and its settings."""


class TooLarge(SheetError):
    """Not sent: what was to be done at once is more than one call may hold."""


class NoAccess(SheetError):
    """403 PERMISSION_DENIED: share the spreadsheet, as editor, with `account`, the service account's address."""

    def __init__(self, account: str):
        super().__init__(f"the spreadsheet is not shared, as editor, with {account}")
        self.account = account


class NotFound(SheetError):
    """404: no spreadsheet has the id `spreadsheet_id`."""

    def __init__(self, spreadsheet_id: str):
        super().__init__(f"there is no spreadsheet {spreadsheet_id}")
        self.spreadsheet_id = spreadsheet_id


class KeyRefused(SheetError):
    """The service account's key no longer serves: deleted, disabled, or signed at a wrong time (`invalid_grant`, 401).

    `reason` is Google's own sentence about the grant, for example `invalid_grant: Invalid JWT Signature.`
    """

    def __init__(self, account: str, reason: str = ""):
        super().__init__(f"Google refuses the key of {account}" + (f" ({reason})" if reason else ""))
        self.account = account
        self.reason = reason


class ClockWrong(SheetError):
    """The machine's clock is wrong by minutes: Google refuses what is signed at another time (`iat`)."""


class ApiOff(SheetError):
    """403: the Google Sheets API is not enabled in the project of the key."""


class ProjectStopped(SheetError):
    """403: the project of the key is suspended or deleted."""


class BillingOff(SheetError):
    """403: the project of the key has no billing account that is paid."""


class PolicyForbids(SheetError):
    """403: a policy of the organisation keeps `account`, the service account's address, out."""

    def __init__(self, account: str):
        super().__init__(f"a policy of the organisation refuses {account}")
        self.account = account


class NotASheet(SheetError):
    """400 FAILED_PRECONDITION: what has the id `spreadsheet_id` is a file of Excel's in Drive, not a Google sheet."""

    def __init__(self, spreadsheet_id: str):
        super().__init__(f"{spreadsheet_id} is a file such as .xlsx, not a Google sheet")
        self.spreadsheet_id = spreadsheet_id


class WorksheetMissing(SheetError):
    """The spreadsheet has no worksheet titled `wanted`; it has those in `found`."""

    def __init__(self, wanted: str, found: tuple[str, ...]):
        super().__init__(f"there is no worksheet {wanted!r}; there are {', '.join(map(repr, found)) or 'none'}")
        self.wanted = wanted
        self.found = found


class HeadersMissing(SheetError):
    """No row among the first 10 holds all three headers.

    `missing`: the headers that the best row lacks; `found`: the texts of that row (empty where none had any).
    """

    def __init__(self, missing: tuple[str, ...], found: tuple[str, ...]):
        super().__init__(f"missing headers: {', '.join(map(repr, missing))}")
        self.missing = missing
        self.found = found


class Protected(SheetError):
    """Google refused a write because a protected range or worksheet covers a cell of it.

    `account` is the address to add to the range's editors; `detail` says which call was refused.
    """

    def __init__(self, detail: str, account: str):
        super().__init__(f"a protected range refuses {account} ({detail})")
        self.detail = detail
        self.account = account


class RangeRefused(SheetError):
    """400: a range does not exist (any more): the worksheet was renamed, or has fewer rows or columns than it had.

    The gateway reads again when it meets this; it leaves the package only if that does not help.
    """


class BadConfiguration(SheetError):
    """A setting cannot work as it is: key unreadable or no service account's, address unusable."""
