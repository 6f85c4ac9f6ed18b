"""Reading files of restaurants: what people export, and what somebody might send to do harm."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.tables import HEADERS, csv_of, repacked, restaurants, saved, xlsx_of
from workflows.rules.store_columns import TableHeaders
from workflows.rules.store_files import LARGEST, check_file, read_file
from workflows.rules.store_lines import Source, StoreLine, StoreProblemKind, clean, merged
from workflows.rules.store_rows import is_nothing
from workflows.rules.xlsx import FileProblem, Unreadable

HERE = TableHeaders(*HEADERS)
A, B = ("Léa Nantes", "lea-nantes"), ("L’Épi", "epi_2")


def pairs(data: bytes, headers: TableHeaders = HERE) -> list[tuple[str, str]]:
    found = read_file(data, headers)
    assert found.problems == []
    return [(store.name, store.slug) for store in found.stores]


def faults(data: bytes) -> list[tuple[int, StoreProblemKind]]:
    return [(problem.line, problem.kind) for problem in read_file(data, HERE).problems]


def fault(data: bytes) -> FileProblem:
    with pytest.raises(Unreadable) as caught:
        read_file(data, HERE)
    return caught.value.problem


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("header", [True, False])
def test_every_usual_csv(delimiter: str, encoding: str, header: bool) -> None:
    rows = [HEADERS, A, B] if header else [A, B]
    assert pairs(csv_of(rows, delimiter, encoding)) == [A, B]


@pytest.mark.parametrize(
    "rows",
    [
        [("SLUG PONGO", "TOKEN PONGO", "RESTAURANT NAME"), ("lea-nantes", "tok_1234567890abcdef", "Léa Nantes")],
        [("slug pongo", "restaurant  NÀME"), ("lea-nantes", "Léa Nantes")],
        [("Slug", "Nom"), ("lea-nantes", "Léa Nantes")],
        [("Ville", "Slug"), ("Léa Nantes", "lea-nantes")],
        [("Nom du restaurant", "Identifiant"), ("Léa Nantes", "lea-nantes")],
        [("Export du 3 mai",), (), ("n°", "RESTAURANT NAME", "SLUG PONGO"), ("1", "Léa Nantes", "lea-nantes")],
        [("Léa Nantes", "lea-nantes", "44000", "Nantes")],
    ],
)
def test_the_columns_are_found_wherever_they_are(rows: list[tuple[str, ...]]) -> None:
    assert pairs(csv_of(rows)) == [("Léa Nantes", "lea-nantes")]
    assert pairs(xlsx_of(rows)) == [("Léa Nantes", "lea-nantes")]


def test_the_settings_name_the_columns() -> None:
    rows = [("code", "店名"), ("lea", "Léa")]
    assert pairs(csv_of(rows), TableHeaders("店名", "Code")) == [("Léa", "lea")]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    data = '"Léa\nNantes";lea-nantes\r\n\r\n;;\n"Épi; d\'or";epi\nFaux;pas un slug\n;nu\nSeul;\nLien;https://x.fr/a'.encode()
    stores = read_file(data, HERE).stores
    assert stores == [
        StoreLine("Léa Nantes", "lea-nantes", 1, Source.FILE),
        StoreLine("Épi; d'or", "epi", 4, Source.FILE),
    ]
    assert faults(data) == [
        (5, StoreProblemKind.BAD_SLUG),
        (6, StoreProblemKind.NO_NAME),
        (7, StoreProblemKind.NO_SLUG),
        (8, StoreProblemKind.SLUG_IS_ADDRESS),
    ]
    assert all(problem.source is Source.FILE for problem in read_file(data, HERE).problems)


def test_a_delimiter_in_the_names_is_no_column() -> None:
    rows = [("Léa, Nantes, Loire", "lea"), ("Épi, Lyon", "epi")]
    assert pairs(csv_of(rows, ";")) == rows
    assert pairs("sep=;\r\nLéa, Nantes;lea".encode()) == [("Léa, Nantes", "lea")]


def test_line_separators_of_unicode_and_invisible_marks_do_no_harm() -> None:
    assert pairs("Léa\u2028Nantes;lea\u200b\nÉpi\x0bLyon;\ufeffepi".encode()) == [
        ("Léa Nantes", "lea"), ("Épi Lyon", "epi"),
    ]  # fmt: skip


def test_the_same_slug_twice_is_one_store_or_an_error_that_names_both_rows() -> None:
    assert pairs(csv_of([A, B, A])) == [A, B]
    (problem,) = read_file(csv_of([A, B, ("Autre", A[1])]), HERE).problems
    assert (problem.kind, problem.line, problem.other_line) == (StoreProblemKind.SLUG_TWICE, 3, 1)
    assert (problem.source, problem.other_source) == (Source.FILE, Source.FILE)


def test_a_thousand_and_no_more() -> None:
    assert pairs(csv_of(restaurants(1_000))) == restaurants(1_000)
    assert fault(csv_of(restaurants(1_001))) is FileProblem.TOO_MANY
    assert fault(xlsx_of(restaurants(1_001))) is FileProblem.TOO_MANY
    assert fault(b"a b;b c\n" * 1_001) is FileProblem.TOO_MANY
    text = [StoreLine("T", "t", 1)]
    (problem,) = merged([*text, *read_file(csv_of(restaurants(1_000)), HERE).stores])[1]
    assert (problem.kind, problem.text) == (StoreProblemKind.TOO_MANY, "1001")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", FileProblem.EMPTY),
        (b" \r\n\t\n", FileProblem.EMPTY),
        ("\ufeff".encode(), FileProblem.EMPTY),
        (csv_of([HEADERS]), FileProblem.EMPTY),
        (xlsx_of([]), FileProblem.EMPTY),
        (b"x" * (LARGEST + 1), FileProblem.TOO_BIG),
        (b"un\ndeux", FileProblem.ONE_COLUMN),
        (xlsx_of([["un"], ["deux"]]), FileProblem.ONE_COLUMN),
        (b"MZ\x90\x00\x03\x00\x00\x00", FileProblem.UNREADABLE),
        (b"\x81\x8d\x8f;\x90", FileProblem.UNREADABLE),
        (b"\xff\xfea", FileProblem.UNREADABLE),
        (b"\n <!DOCTYPE html><html>;</html>", FileProblem.UNREADABLE),
        (b"%PDF-1.7;x", FileProblem.UNREADABLE),
        (b'"' + b"a;b" * 60_000, FileProblem.UNREADABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileProblem.OLD_EXCEL),
        (b"PK\x03\x04nothing", FileProblem.UNREADABLE),
        (xlsx_of([A])[:-600], FileProblem.UNREADABLE),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(data: bytes, said: FileProblem) -> None:
    assert fault(data) is said


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("a.csv", 1, None),
        ("A.XLSX", LARGEST, None),
        ("a.xlsx", LARGEST + 1, FileProblem.TOO_BIG),
        ("a.csv", 0, FileProblem.EMPTY),
        ("a.xls", 9, FileProblem.OLD_EXCEL),
        ("Liste.NUMBERS", 9, FileProblem.NUMBERS),
        ("a.pdf", 9, FileProblem.WRONG_KIND),
        ("csv", 9, None),
        ("a.csv.exe", 9, FileProblem.WRONG_KIND),
        ("", 9, FileProblem.WRONG_KIND),
    ],
)
def test_name_and_size(name: str, size: int, said: FileProblem | None) -> None:
    assert check_file(name, size) is said


def test_the_cells_of_a_workbook_are_what_people_see() -> None:
    book = Workbook()
    sheet = book.active
    for name, slug in (("A", 12345), ("B", 12346.0), ("C", 42), (7, "c-7"), ("D", True)):
        sheet.append([name, slug])
    sheet["B3"].number_format = "00000"
    assert pairs(saved(book)) == [("A", "12345"), ("B", "12346"), ("C", "00042"), ("7", "c-7"), ("D", "TRUE")]


def test_a_whole_number_written_with_decimals_has_none() -> None:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b'<row r="1"><c r="A1" t="str"><v>A</v></c><c r="B1"><v>12345.0</v></c></row>'
    assert pairs(repacked(xlsx_of([A]), sheet1=head + row + b"</sheetData></worksheet>")) == [("A", "12345")]


def test_cells_that_do_not_hold_what_was_typed_are_named() -> None:
    sheet = [A, ("B", date(2026, 5, 12)), ("C", 12345678901234567), ("D", "=A1"), ("=A1", "=B1"), ("E", "#REF!"), B]
    data = xlsx_of(sheet)
    assert faults(data) == [
        (2, StoreProblemKind.REFORMATTED),
        (3, StoreProblemKind.REFORMATTED),
        (4, StoreProblemKind.FORMULA),
        (5, StoreProblemKind.FORMULA),
        (6, StoreProblemKind.FORMULA),
    ]
    assert [store.slug for store in read_file(data, HERE).stores] == [A[1], B[1]]


def test_a_formula_whose_result_was_kept_is_its_result() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="str"><f>UPPER("x")</f><v>Nom %d</v></c>'
        b'<c r="B%d" t="str"><f>A1</f><v>s-%d</v></c></row>' % (n, n, n, n, n)
        for n in (1, 2)
    )
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    data = repacked(xlsx_of([A]), sheet1=head + rows + b"</sheetData></worksheet>")
    assert pairs(data) == [("Nom 1", "s-1"), ("Nom 2", "s-2")]


def test_the_sheet_with_the_headers_is_read_else_the_first_that_is_shown() -> None:
    assert pairs(xlsx_of([("Notes",)], [HEADERS, A])) == [A]
    assert pairs(xlsx_of([], [A], [B, B])) == [A]
    book = Workbook()
    book.active.append(B)
    book.active.sheet_state = "hidden"
    book.create_sheet().append(A)
    assert pairs(saved(book)) == [A]


@pytest.mark.long
def test_a_workbook_that_lies_about_its_size_or_has_gaps_is_read_whole() -> None:
    book = Workbook()
    book.active.append(A)
    book.active["A5000"], book.active["B5000"] = B
    data = saved(book)
    with ZipFile(BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lying = repacked(data, sheet1=sheet.replace(b'ref="A1:B5000"', b'ref="A1:A1"'))
    assert [store.line for store in read_file(lying, HERE).stores] == [1, 5000]
    beyond = repacked(data, sheet1=sheet.replace(b'r="5000"', b'r="999999999999"'))
    assert [store.line for store in read_file(beyond, HERE).stores] == [1]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(xlsx_of([A]), sheet1=b"<worksheet>" + b" " * 300_000_000)
    assert len(bomb) < LARGEST
    assert fault(bomb) is FileProblem.TOO_BIG
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for number in range(5_000):
            archive.writestr(f"x{number}", b"")
    assert fault(held.getvalue()) is FileProblem.TOO_BIG


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_resolved(encoding: str) -> None:
    strings = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE sst [<!ENTITY a "boum">]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>'
    )
    assert fault(repacked(xlsx_of([A]), sharedStrings=strings.encode(encoding))) is FileProblem.UNREADABLE


stores = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
        .map(clean)
        .filter(bool),
        # "NA" in a cell says that there is nothing, of whatever looks like a slug.
        st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,12}", fullmatch=True).filter(lambda slug: not is_nothing(slug)),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda store: store[1].lower(),
)


@given(stores, st.sampled_from(";\t,|"), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_what_is_written_as_csv_is_read_again(rows: list[tuple[str, str]], delimiter: str, encoding: str) -> None:
    assert pairs(csv_of([HEADERS, *rows], delimiter, encoding)) == rows


@settings(deadline=None, max_examples=30)
@given(stores)
def test_what_is_written_as_xlsx_is_read_again(rows: list[tuple[str, str]]) -> None:
    book = Workbook()
    for number, row in enumerate([HEADERS, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = book.active.cell(number, column)
            cell.value, cell.data_type = text, "s"  # as a person types it into a cell formatted as text
    assert pairs(saved(book)) == rows


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            found = read_file(prefix + data, HERE)
        except Unreadable:
            continue
        assert found.stores or found.problems
        assert all(store.name == clean(store.name) != "" for store in found.stores)
