"""What Google refuses before it looks at the sheet, one class per kind: each has a cure of its own."""

from sheets.errors import SheetError, TryAgain


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


class NotGoogle(TryAgain):
    """What answered is not Google, or is no answer of this API: a proxy, a captive portal, a gateway, by a page, by
    broken JSON, or by another shape. It may pass; where it lasts, somebody looks at the network and its settings."""


class TooLarge(SheetError):
    """Not sent: what was to be done at once is more than one call may hold."""


class WorksheetMissing(SheetError):
    """The spreadsheet has no worksheet titled `wanted`; it has those in `found`."""

    def __init__(self, wanted: str, found: tuple[str, ...]):
        super().__init__(f"there is no worksheet {wanted!r}; there are {', '.join(map(repr, found)) or 'none'}")
        self.wanted = wanted
        self.found = found
