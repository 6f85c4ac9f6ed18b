"""A file is read in a process of its own: what is honest comes back whole, what would take the bot down does not."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tests.tables import HEADERS, csv_of, repacked, restaurants, xlsx_of
from workflows.requests.file_process import read_apart
from workflows.rules.store_columns import TableHeaders
from workflows.rules.store_files import LARGEST, read_file
from workflows.rules.store_lines import LONGEST_NAME, Source, StoreLine, StoreProblem, StoreProblemKind
from workflows.rules.xlsx import FileProblem, Unreadable

HERE = TableHeaders(*HEADERS)
HONEST = xlsx_of([HEADERS, ("Léa \U0001f950", "lea"), ("", "no-name")])
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def fault(data: bytes, seconds: float = 60.0) -> FileProblem:
    assert len(data) < LARGEST
    with pytest.raises(Unreadable) as caught:
        read_apart(data, HERE, seconds)
    return caught.value.problem


def test_stores_and_problems_come_back_as_they_were_read() -> None:
    read = read_apart(HONEST, HERE)
    assert read.stores == [StoreLine("Léa \U0001f950", "lea", 2, Source.FILE)]
    assert read.problems == [StoreProblem(StoreProblemKind.NO_NAME, 3, "no-name", source=Source.FILE)]
    assert fault(b"\xd0\xcf\x11\xe0 old Excel") is FileProblem.OLD_EXCEL


def test_a_thousand_long_names_come_back() -> None:
    many = [("é" * LONGEST_NAME, slug) for _, slug in restaurants(1_000)]
    assert len(read_apart(csv_of(many, encoding="utf-16")[:LARGEST], HERE).stores) == 1_000


def test_a_problem_does_not_repeat_a_text_without_end() -> None:
    (problem,) = read_apart(csv_of([("A", "x " * 60_000)]), HERE).problems
    assert (problem.kind, len(problem.text)) == (StoreProblemKind.BAD_SLUG, 200)
    assert replace(problem, text="") == StoreProblem(StoreProblemKind.BAD_SLUG, 1, source=Source.FILE)


@pytest.mark.parametrize(
    "parts",
    [
        {"sheet1": _SHEET % (b'<row r="1">' + b"<c/>" * 1_000_000 + b"</row>")},
        {"styles": b"<styleSheet><cellXfs>" + b"<xf/>" * 1_000_000 + b"</cellXfs></styleSheet>"},
    ],
    ids=["cells", "formats"],
)
def test_a_workbook_of_too_many_parts_is_refused_before_it_is_built(parts: dict[str, bytes]) -> None:
    with pytest.raises(Unreadable, match=FileProblem.TOO_HEAVY):
        read_file(repacked(HONEST, **parts), HERE)


def test_hundreds_of_sheets_share_one_count_of_rows() -> None:
    last = _SHEET % b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>n</t></is></c></row>'
    book = xlsx_of([HEADERS, ("Léa", "lea")], [("x",)], [("x",)])
    one_stray_text = repacked(book, **{"worksheets/sheet2": last})
    assert [store.slug for store in read_apart(one_stray_text, HERE).stores] == ["lea"]
    assert fault(repacked(one_stray_text, **{"worksheets/sheet3": last})) is FileProblem.TOO_HEAVY


@pytest.mark.skipif(sys.platform != "linux", reason="macOS takes no limit of memory")
def test_the_child_gets_no_more_memory_than_its_share() -> None:
    greedy = "from workflows.requests.file_process import MEMORY, take_limits; take_limits(); bytearray(MEMORY)"
    found = subprocess.run([sys.executable, "-c", greedy], capture_output=True, text=True, check=False)
    assert "MemoryError" in found.stderr


def test_what_needs_too_much_memory_for_its_size_ends_the_child_alone() -> None:
    names = b"".join(b' %c%c="x1"' % (one, other) for one in range(97, 107) for other in range(97, 107))
    cell = b"<c" + names + b"/>"
    wide = _SHEET % (b'<row r="1">' + cell * (29_000_000 // len(cell)) + b"</row>")
    assert fault(repacked(HONEST, sheet1=wide)) is FileProblem.TOO_HEAVY


def test_a_reading_has_a_deadline() -> None:
    assert fault(HONEST, seconds=0.001) is FileProblem.TOO_HEAVY


def test_a_megabyte_of_empty_cells_is_an_empty_file() -> None:
    assert fault(b";\n" * (LARGEST // 2 - 1)) is FileProblem.EMPTY
    assert fault(b"a;\n" * (LARGEST // 3)) is FileProblem.TOO_MANY
