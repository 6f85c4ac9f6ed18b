"""What people do with a spreadsheet: type, insert, delete, sort, protect, share, while programs use the API."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import ANYONE, Book, Draft, Listener
from bot.sandbox.google.grid import Dimension, Protection, Sheet, merge
from bot.sandbox.google.sorting import sorted_rows
from bot.sandbox.google.typing_in import cell_from


class Spreadsheet(Book):
    """A spreadsheet in its owner's hands."""

    def worksheet(self, title: str | None = None) -> "Worksheet":
        """The worksheet titled `title`, or the first. KeyError if there is none."""
        sheets = self.state.sheets
        found = sheets[0] if title is None else next((s for s in sheets if s.title == title), None)
        if found is None:
            raise KeyError(title)
        return Worksheet(self, found.id)

    @property
    def title(self) -> str:
        """The spreadsheet's name."""
        return self.state.title

    @property
    def worksheets(self) -> list["Worksheet"]:
        """All worksheets, in order."""
        return [Worksheet(self, sheet.id) for sheet in self.state.sheets]

    def share(self, email: str, role: Literal["writer", "reader"] = "writer") -> None:
        """Shares the spreadsheet with `email`."""
        self.set_role(email, role)

    def unshare(self, email: str) -> None:
        """Takes the spreadsheet away from `email`."""
        self.set_role(email, None)

    def share_with_anyone(self, role: Literal["writer", "reader"] | None = "reader") -> None:
        """General access: anyone with the link; None: restricted again."""
        self.set_role(ANYONE, role)

    def set_locale(self, locale: str) -> None:
        """Changes how numbers and dates are read and written: `en_US`, `en_GB`, `fr_FR`."""
        with self.change("person") as draft:
            draft.state.locale = locale


class Worksheet:
    """A person's hands on one worksheet. Rows and columns count from 1; every call is one change, safe across threads.

    What is typed is read as Google reads what is typed: numbers, dates, formulas, a leading apostrophe for text.
    The person owns the spreadsheet: no protection stops them.
    """

    def __init__(self, book: Book, sheet_id: int) -> None:
        self._book = book
        self.id = sheet_id

    @property
    def _sheet(self) -> Sheet:
        return self._book.state.numbered(self.id)

    @property
    def title(self) -> str:
        """The worksheet's name."""
        return self._sheet.title

    def rows(self) -> list[list[str]]:
        """What a person sees, row by row, without the empty cells and rows at the ends."""
        state, found = self._book.state, []
        sheet = state.numbered(self.id)
        for row in sheet.rows:
            texts = [state.text_of(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            found.append(texts)
        while found and not found[-1]:
            found.pop()
        return found

    def text(self, row: int, column: int) -> str:
        """What one cell shows."""
        state = self._book.state
        sheet = state.numbered(self.id)
        return state.text_of(sheet.cell(row - 1, column - 1))

    def formula(self, row: int, column: int) -> str | None:
        """The formula in a cell, None where there is none."""
        cell = self._sheet.cell(row - 1, column - 1)
        return cell.formula if cell else None

    def type(self, row: int, column: int, text: str) -> None:
        """Types `text` into a cell; an empty text empties it. The grid grows where it ends before."""

        def change(draft: Draft, sheet: Sheet) -> None:
            draft.grow(sheet, row, column)
            self._enter(draft, sheet, row - 1, column - 1, text)

        self._change(change)

    def insert_row(self, at: int, values: Sequence[str] = ()) -> None:
        """Inserts a row before row `at` and types `values` into it, from the first column on."""

        def change(draft: Draft, sheet: Sheet) -> None:
            self._insert(draft, sheet, "ROWS", at)
            draft.grow(sheet, 0, len(values))
            for column, text in enumerate(values):
                self._enter(draft, sheet, at - 1, column, text)

        self._change(change)

    def delete_row(self, at: int) -> None:
        """Deletes row `at`; the rows below move up."""

        def change(draft: Draft, sheet: Sheet) -> None:
            if not 1 <= at <= sheet.row_count or sheet.row_count == 1:
                raise IndexError(f"row {at} cannot be deleted of {sheet.row_count}")
            sheet.delete("ROWS", at - 1, at)
            draft.touch(sheet)

        self._change(change)

    def hide_rows(self, *rows: int) -> None:
        """Hides rows."""

        def change(draft: Draft, sheet: Sheet) -> None:
            sheet.hidden_rows |= {row - 1 for row in rows}
            draft.touch(sheet)

        self._change(change)

    def insert_column(self, at: int) -> None:
        """Inserts an empty column before column `at`."""
        self._change(lambda draft, sheet: self._insert(draft, sheet, "COLUMNS", at))

    def move_column(self, at: int, to: int) -> None:
        """Moves column `at` so that it becomes column `to`."""
        self._change(lambda draft, sheet: self._shift(draft, sheet, "COLUMNS", at, to))

    def move_row(self, at: int, to: int) -> None:
        """Moves row `at` so that it becomes row `to`."""
        self._change(lambda draft, sheet: self._shift(draft, sheet, "ROWS", at, to))

    def sort(self, column: int, first_row: int = 2, descending: bool = False) -> None:
        """Sorts all rows from `first_row` on by one column: numbers, then texts, then booleans, empty ones last."""

        def change(draft: Draft, sheet: Sheet) -> None:
            last = max(sheet.used_rows(), first_row - 1)
            area = GridRange(first_row - 1, last, 0, sheet.column_count)
            sorted_rows(draft, sheet, area, [(column - 1, descending)])

        self._change(change)

    def merge(self, a1_range: str) -> None:
        """Merges cells, as `A2:A4`; only the first one's value stays."""

        def change(draft: Draft, sheet: Sheet) -> None:
            area = a1.cells(a1_range).bounded(sheet.row_count, sheet.column_count)
            merge(sheet, area)
            draft.touch(sheet)

        self._change(change)

    def protect(self, a1_range: str = "", editors: Sequence[str] = ()) -> None:
        """Protects a range, or the whole worksheet where none is named: only the owner and `editors` (e-mail addresses)
        can change what lies in it."""
        area = a1.cells(a1_range) if a1_range else GridRange()
        allowed = frozenset(email.casefold() for email in (*editors, self._book.owner))

        def change(draft: Draft, sheet: Sheet) -> None:
            sheet.protections.append(Protection(area, allowed))
            draft.touch(sheet)

        self._change(change)

    def unprotect(self) -> None:
        """Removes every protection of the worksheet."""

        def change(draft: Draft, sheet: Sheet) -> None:
            sheet.protections.clear()
            draft.touch(sheet)

        self._change(change)

    def rename(self, title: str) -> None:
        """Gives the worksheet another name."""

        def change(draft: Draft, sheet: Sheet) -> None:
            sheet.title = title
            draft.touch(sheet)

        self._change(change)

    def subscribe(self, listener: Listener) -> None:
        """Calls `listener` after each change of this worksheet, in the thread that made it.

        It gets `{"type": "sheet", "spreadsheet": id, "worksheet": title, "cells": [[row, column], …], "by": "api" or
        "person"}`; no cells where rows or columns moved.
        """

        self._book.subscribe(listener, self.id)

    def _change(self, work: Callable[[Draft, Sheet], None]) -> None:
        with self._book.change("person") as draft:
            work(draft, draft.state.numbered(self.id))

    @staticmethod
    def _enter(draft: Draft, sheet: Sheet, row: int, column: int, text: str) -> None:
        cell = cell_from(text, draft.state.words, datetime.now(UTC), sheet.cell(row, column))
        draft.write(sheet, row, column, cell)

    @staticmethod
    def _insert(draft: Draft, sheet: Sheet, dimension: Dimension, at: int) -> None:
        draft.room(sheet.column_count if dimension == "ROWS" else sheet.row_count)
        draft.grow(sheet, *((at - 1, 0) if dimension == "ROWS" else (0, at - 1)))
        sheet.insert(dimension, at - 1, 1)
        draft.touch(sheet)

    @staticmethod
    def _shift(draft: Draft, sheet: Sheet, dimension: Dimension, at: int, to: int) -> None:
        if not (1 <= at <= sheet.size(dimension) and 1 <= to <= sheet.size(dimension)):
            raise IndexError(f"{at} cannot become {to} among {sheet.size(dimension)} {dimension.lower()}")
        sheet.move(dimension, at - 1, at, to - 1 if to <= at else to)
        draft.touch(sheet)
