"""What can go wrong with the partner's spreadsheet: one class per kind, as Google names them.

Every error carries data for a sentence with a cure; none carries a cell's value, so none can carry a token.
"""


class SheetError(Exception):
    """Any problem with the spreadsheet. As itself: Google answered something that no kind below describes.

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


class FindReplaceRefused(SheetError):
    """Google does not find and replace in this spreadsheet, on which every write depends: nothing is written."""


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
    """400: a range does not exist (any more): the worksheet was renamed, or has fewer rows or columns than it had. The
    gateway reads again when it meets this; it leaves the package only if that does not help."""


class WrongConfiguration(SheetError):
    """A setting cannot work as it is: key unreadable or no service account's, address unusable."""
