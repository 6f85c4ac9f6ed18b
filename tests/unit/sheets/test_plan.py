"""What a plan does to any sheet: the wanted rows get their token, and nothing else changes."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sheets.cells import Area, Cells, Seen
from sheets.layout import Headers, find_layout
from sheets.plan import Conflict, Delivery, Plan, Target, WantedStore, Written, make_plan
from sheets.slugs import fold, trimmed

HEADERS = Headers()
SLUGS = ["a", "b", "c", "A", "007"]
TOKENS = ["", " ", "token-one-0000000", "token-two-0000000", " token-one-0000000 "]


def seen(rows: list[list[str]]) -> Seen:
    texts = {(r, c): text for r, line in enumerate(rows, 1) for c, text in enumerate(line, 1) if text}
    return Seen(Cells((Area(1, None, 1, len(rows[-1])),), texts), find_layout(rows, HEADERS), whole=True)


@st.composite
def sheets(draw: st.DrawFn) -> Seen:
    columns = draw(st.permutations([HEADERS.name, HEADERS.slug, HEADERS.token, "OTHER"]))
    row = st.fixed_dictionaries(
        {
            HEADERS.name: st.sampled_from(["", "Name"]),
            HEADERS.slug: st.sampled_from(["", " a ", *SLUGS]),
            HEADERS.token: st.sampled_from(TOKENS),
            "OTHER": st.sampled_from(["", "x"]),
        }
    )
    above = draw(st.lists(st.just(["a", "b"]), max_size=2))
    rows = [*above, list(columns), *([r[c] for c in columns] for r in draw(st.lists(row, max_size=8)))]
    return seen(rows)


@st.composite
def wanted(draw: st.DrawFn) -> list[Delivery]:
    stores = st.lists(st.builds(WantedStore, st.just("New"), st.sampled_from(SLUGS)), max_size=4).map(tuple)
    token = st.sampled_from(["", "token-one-0000000", "token-two-0000000"])
    over = st.sampled_from([None, lambda found: True, lambda found: found == "token-one-0000000"])
    count = draw(st.integers(0, 3))
    return [Delivery(str(n), draw(stores), draw(token), draw(over)) for n in range(count)]


def edits(plan: Plan) -> list[Target]:
    return [target for target in plan.targets if target.kind == "cell"]


def appends(plan: Plan) -> list[Target]:
    return [target for target in plan.targets if target.kind == "row"]


def carried_out(sheet: Seen, plan: Plan) -> Seen:
    texts, layout = dict(sheet.cells.texts), sheet.layout
    texts |= {(edit.row, layout.token): edit.becomes for edit in edits(plan)}
    for row, added in enumerate(appends(plan), start=sheet.cells.height + 1):
        texts |= {(row, layout.name): added.name, (row, layout.slug): added.slug, (row, layout.token): added.becomes}
    return Seen(Cells(sheet.cells.areas, texts), layout, whole=True)


@given(sheets(), wanted())
def test_only_wanted_cells_are_written(sheet: Seen, deliveries: list[Delivery]) -> None:
    plan = make_plan(sheet, deliveries)
    by_key = {d.key: d for d in deliveries}
    for edit in edits(plan):
        assert edit.key is not None
        delivery, before = by_key[edit.key], sheet.cells.text(edit.row, edit.column)
        found = trimmed(before)
        assert edit.column == sheet.layout.token
        assert edit.row > sheet.layout.header_row
        assert edit.before == before
        assert fold(sheet.cells.text(edit.row, sheet.layout.slug)) == fold(edit.slug)
        assert fold(edit.store) in {fold(store.slug) for store in delivery.stores}
        assert edit.becomes == delivery.token != found
        assert found == "" or (delivery.over is not None and delivery.over(found))
    assert max(Counter((e.row, e.column) for e in edits(plan)).values(), default=1) == 1


@given(sheets(), wanted())
def test_no_slug_that_stands_is_appended_and_none_twice(sheet: Seen, deliveries: list[Delivery]) -> None:
    head, slug = sheet.layout.header_row, sheet.layout.slug
    standing = {fold(text) for (row, c), text in sheet.cells.texts.items() if c == slug and row > head}
    slugs = [fold(row.slug) for row in appends(make_plan(sheet, deliveries))]
    assert not standing & set(slugs)
    assert len(slugs) == len(set(slugs))


@given(sheets(), wanted())
def test_what_was_carried_out_needs_nothing_more(sheet: Seen, deliveries: list[Delivery]) -> None:
    first = make_plan(sheet, deliveries)
    second = make_plan(carried_out(sheet, first), deliveries)
    assert second.targets == []
    for delivery in deliveries:
        named = [*second.already[delivery.key], *second.conflicts[delivery.key]]
        missing = {fold(store.slug) for store in delivery.stores} - {fold(one.slug) for one in named}
        assert not missing or not delivery.token


@given(sheets(), wanted())
def test_every_store_is_accounted_for(sheet: Seen, deliveries: list[Delivery]) -> None:
    plan = make_plan(sheet, deliveries)
    for delivery in deliveries:
        own = [*plan.already[delivery.key], *plan.conflicts[delivery.key]]
        known = {fold(one.slug) for one in own} | {fold(target.store) for target in plan.targets}
        assert not delivery.token or {fold(store.slug) for store in delivery.stores} <= known


def test_two_deliveries_of_one_slug_do_not_fight() -> None:
    sheet = seen([[HEADERS.name, HEADERS.slug, HEADERS.token], ["A", "a", ""]])
    pair = [Delivery(key, (WantedStore("A", "a"), WantedStore("N", "n")), key * 20, lambda found: True) for key in "12"]
    plan = make_plan(sheet, pair)
    assert [target.becomes for target in plan.targets] == ["1" * 20] * 2
    assert plan.conflicts["2"] == [Conflict("a", "A", 2, "1" * 20), Conflict("n", "N", 0, "1" * 20)]
    again = make_plan(carried_out(sheet, plan), pair)
    assert (again.targets, again.already["1"]) == ([], [Written("a", 2), Written("n", 3)])


def test_no_repr_shows_a_token() -> None:
    sheet = seen([[HEADERS.name, HEADERS.slug, HEADERS.token], ["A", "a", ""], ["B", "b", "other-token-00000"]])
    stores = tuple(WantedStore(slug, slug) for slug in "abn")
    delivery = Delivery("k", stores, "secret-token-0000", lambda found: False)
    text = f"{delivery!r}{make_plan(sheet, [delivery])!r}{sheet!r}"
    assert "secret-token-0000" not in text
    assert "other-token-00000" not in text
