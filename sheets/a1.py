"""A1 notation: how Google names cells. Columns and rows are counted from 1. Pure."""


def letters(column: int) -> str:
    """The column's letters: 1 is A, 27 is AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def quoted(title: str) -> str:
    """A worksheet's title as a range wants it: in apostrophes, those inside it doubled."""
    return "'" + title.replace("'", "''") + "'"


def columns(first: int, last: int, rows: int | None = None) -> str:
    """The columns `first` to `last`, from row 1 to row `rows`, or to the end of the worksheet."""
    return f"{letters(first)}1:{letters(last)}{rows or ''}"


def cells(column: int, first_row: int, last_row: int) -> str:
    """Some rows of one column."""
    start = f"{letters(column)}{first_row}"
    return start if first_row == last_row else f"{start}:{letters(column)}{last_row}"
