"""What a plan does to any sheet: the wanted rows get their token, and nothing else changes."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sheets.grid import Grid, full_grid
from sheets.layout import Headers, Layout, find_layout, trimmed
from sheets.plan import Conflict, Delivery, Plan, WantedStore, Written, make_plan
from sheets.slugs import fold

HEADERS = Headers()
SLUGS = ["a", "b", "c", "A", "007"]
TOKENS = ["", " ", "token-one-0000000", "token-two-0000000", " token-one-0000000 "]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Grid, Layout]:
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
    return full_grid(rows, 4), find_layout(rows, HEADERS)


@st.composite
def wanted(draw: st.DrawFn) -> list[Delivery]:
    stores = st.lists(st.builds(WantedStore, st.just("New"), st.sampled_from(SLUGS)), max_size=4).map(tuple)
    token = st.sampled_from(["", "token-one-0000000", "token-two-0000000"])
    over = st.sampled_from([None, lambda found: True, lambda found: found == "token-one-0000000"])
    count = draw(st.integers(0, 3))
    return [Delivery(str(n), draw(stores), draw(token), draw(over)) for n in range(count)]


def carried_out(grid: Grid, layout: Layout, plan: Plan) -> Grid:
    found = grid.replaced({(e.row, e.column): e.value for e in plan.edits})
    below = {}
    for number, row in enumerate(plan.appends, start=found.height + 1):
        below |= {(number, layout.name): row.name, (number, layout.slug): row.slug, (number, layout.token): row.token}
    return found.replaced(below)


@given(sheets(), wanted())
def test_only_wanted_cells_are_written(sheet: tuple[Grid, Layout], deliveries: list[Delivery]) -> None:
    grid, layout = sheet
    plan = make_plan(grid, layout, deliveries)
    by_key = {d.key: d for d in deliveries}
    for edit in plan.edits:
        delivery = by_key[edit.key]
        found = trimmed(grid.text(edit.row, layout.token))
        assert edit.column == layout.token
        assert edit.row > layout.header_row
        assert fold(grid.text(edit.row, layout.slug)) == fold(edit.slug)
        assert fold(edit.slug) in {fold(store.slug) for store in delivery.stores}
        assert edit.value == delivery.token != found
        assert found == "" or (delivery.over is not None and delivery.over(found))
    assert max(Counter((e.row, e.column) for e in plan.edits).values(), default=1) == 1


@given(sheets(), wanted())
def test_no_slug_that_stands_is_appended_and_none_twice(sheet: tuple[Grid, Layout], deliveries: list[Delivery]) -> None:
    grid, layout = sheet
    standing = {fold(text) for text in grid.column(layout.slug)[layout.header_row :]}
    slugs = [fold(row.slug) for row in make_plan(grid, layout, deliveries).appends]
    assert not standing & set(slugs)
    assert len(slugs) == len(set(slugs))


@given(sheets(), wanted())
def test_what_was_carried_out_needs_nothing_more(sheet: tuple[Grid, Layout], deliveries: list[Delivery]) -> None:
    grid, layout = sheet
    first = make_plan(grid, layout, deliveries)
    second = make_plan(carried_out(grid, layout, first), layout, deliveries)
    assert (second.edits, second.appends) == ((), ())
    for delivery in deliveries:
        named = [*second.already[delivery.key], *second.conflicts[delivery.key]]
        missing = {fold(store.slug) for store in delivery.stores} - {fold(one.slug) for one in named}
        assert not missing or not delivery.token


@given(sheets(), wanted())
def test_every_store_is_accounted_for(sheet: tuple[Grid, Layout], deliveries: list[Delivery]) -> None:
    grid, layout = sheet
    plan = make_plan(grid, layout, deliveries)
    for delivery in deliveries:
        own = [*plan.already[delivery.key], *plan.conflicts[delivery.key]]
        known = {fold(one.slug) for one in [*plan.edits, *plan.appends, *own]}
        assert not delivery.token or {fold(store.slug) for store in delivery.stores} <= known


def test_two_deliveries_of_one_slug_do_not_fight() -> None:
    grid = full_grid([[HEADERS.name, HEADERS.slug, HEADERS.token], ["A", "a"]], 3)
    layout = find_layout(grid.head(1), HEADERS)
    pair = [Delivery(key, (WantedStore("A", "a"), WantedStore("N", "n")), key * 20, lambda found: True) for key in "12"]
    plan = make_plan(grid, layout, pair)
    assert [e.value for e in plan.edits] == ["1" * 20]
    assert plan.conflicts["2"] == (Conflict("a", "A", 2, "1" * 20), Conflict("n", "N", 0, "1" * 20))
    again = make_plan(carried_out(grid, layout, plan), layout, pair)
    assert (again.edits, again.already["1"]) == ((), (Written("a", 2), Written("n", 3)))


def test_no_repr_shows_a_token() -> None:
    grid = full_grid([[HEADERS.name, HEADERS.slug, HEADERS.token], ["A", "a"], ["B", "b", "other-token-00000"]], 3)
    layout = find_layout(grid.head(1), HEADERS)
    stores = tuple(WantedStore(slug, slug) for slug in "abn")
    delivery = Delivery("k", stores, "secret-token-0000", lambda found: False)
    text = f"{delivery!r}{make_plan(grid, layout, [delivery])!r}{grid!r}"
    assert "secret-token-0000" not in text
    assert "other-token-00000" not in text
