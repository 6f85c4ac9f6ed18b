"""What people do with a spreadsheet: type, insert, delete, sort, protect, share, while programs use the API."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Book, Draft, Listener
from bot.sandbox.google.cells import Value, cell_from
from bot.sandbox.google.grid import Dimension, Protection, Sheet, merge, trimmed


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

    def set_locale(self, locale: str) -> None:
        """Changes how numbers and dates are read and written: `en_US`, `fr_FR`."""
        with self.change("person") as draft:
            draft.state.locale = locale


class Worksheet:
    """A person's hands on one worksheet. Rows and columns count from 1; every call is one change, safe across threads.

    What is typed is read as Google reads it; the person owns the spreadsheet, so that no protection stops them.
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
        state = self._book.state
        return trimmed([trimmed([state.text_of(cell) for cell in row]) for row in self._sheet.rows])

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
        with self._changing() as (draft, sheet):
            draft.grow(sheet, row, column)
            self._enter(draft, sheet, row - 1, column - 1, text)

    def insert_row(self, at: int, values: Sequence[str] = ()) -> None:
        """Inserts a row before row `at` and types `values` into it, from the first column on."""
        with self._changing() as (draft, sheet):
            draft.grow(sheet, at - 1, len(values))
            sheet.insert("ROWS", at - 1, 1)
            for column, text in enumerate(values):
                self._enter(draft, sheet, at - 1, column, text)

    def delete_row(self, at: int) -> None:
        """Deletes row `at`; the rows below move up."""
        with self._changing() as (_, sheet):
            if not 1 <= at <= sheet.row_count or sheet.row_count == 1:
                raise IndexError(f"row {at} cannot be deleted of {sheet.row_count}")
            sheet.delete("ROWS", at - 1, at)

    def hide_rows(self, *rows: int) -> None:
        """Hides rows."""
        with self._changing() as (_, sheet):
            sheet.hidden_rows |= {row - 1 for row in rows}

    def insert_column(self, at: int) -> None:
        """Inserts an empty column before column `at`."""
        with self._changing() as (draft, sheet):
            draft.grow(sheet, 0, at - 1)
            sheet.insert("COLUMNS", at - 1, 1)

    def move(self, dimension: Dimension, at: int, to: int) -> None:
        """Moves row or column `at` so that it becomes number `to`."""
        with self._changing() as (_, sheet):
            if not (1 <= at <= sheet.size(dimension) and 1 <= to <= sheet.size(dimension)):
                raise IndexError(f"{at} cannot become {to} among {sheet.size(dimension)} {dimension.lower()}")
            sheet.move(dimension, at - 1, at, to - 1 if to <= at else to)

    def sort(self, column: int, first_row: int = 2, descending: bool = False) -> None:
        """Sorts all rows from `first_row` on by one column: numbers, then texts whatever their case, then booleans,
        empty ones last in both directions. Merged cells and protected ranges do not move."""
        with self._changing() as (draft, sheet):
            area = GridRange(first_row - 1, max(sheet.used_rows(), first_row - 1), 0, sheet.column_count)
            keyed = []
            for row in sheet.rows[area.top : area.end_row]:
                value = draft.state.value_of(row[column - 1] if column <= len(row) else None)
                keyed.append((value in (None, ""), _rank(value), row))
            filled = sorted((one for one in keyed if not one[0]), key=lambda one: one[1], reverse=descending)
            ordered = [row for _, _, row in filled + [one for one in keyed if one[0]]]
            sheet.rows[area.top : area.top + len(ordered)] = ordered

    def merge(self, a1_range: str) -> None:
        """Merges cells, as `A2:A4`; only the first one's value stays."""
        with self._changing() as (_, sheet):
            merge(sheet, a1.cells(a1_range).bounded(sheet.row_count, sheet.column_count))

    def protect(self, a1_range: str = "", editors: Sequence[str] = ()) -> None:
        """Protects a range, or the whole worksheet where none is named: only the owner and `editors` (e-mail addresses)
        can change what lies in it."""
        area = a1.cells(a1_range) if a1_range else GridRange()
        allowed = frozenset(email.casefold() for email in (*editors, self._book.owner))
        with self._changing() as (_, sheet):
            sheet.protections.append(Protection(area, allowed))

    def unprotect(self) -> None:
        """Removes every protection of the worksheet."""
        with self._changing() as (_, sheet):
            sheet.protections.clear()

    def rename(self, title: str) -> None:
        """Gives the worksheet another name."""
        with self._changing() as (_, sheet):
            sheet.title = title

    def subscribe(self, listener: Listener) -> None:
        """Calls `listener` after each change, in the thread that made it: `{"type": "sheet", "spreadsheet",
        "worksheet", "cells": [[row, column], …], "by": "api" or "person"}`; no cells where rows or columns moved."""

        self._book.subscribe(listener, self.id)

    @contextmanager
    def _changing(self) -> Iterator[tuple[Draft, Sheet]]:
        with self._book.change("person") as draft:
            sheet = draft.state.numbered(self.id)
            yield draft, sheet
            draft.touch(sheet)

    @staticmethod
    def _enter(draft: Draft, sheet: Sheet, row: int, column: int, text: str) -> None:
        cell = cell_from(text, draft.state.words, datetime.now(UTC), sheet.cell(row, column))
        draft.write(sheet, row, column, cell)


def _rank(value: Value) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, int | float):
        return 0, float(value), ""
    return 1, 0.0, (value or "").casefold()
