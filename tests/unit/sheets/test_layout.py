"""Where the columns are found, and how headers, slugs and tokens are compared."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.errors import HeadersMissing
from sheets.layout import Headers, Layout, find_layout, folded, trimmed

HEADERS = Headers()
FIRST = [HEADERS.name, HEADERS.slug, HEADERS.token]


@pytest.mark.parametrize(
    "row",
    [
        ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"],
        ["restaurant name", "Slug Pongo", "tOKEN pONGO"],
        ["Réstaurant Nàme", "SLÜG PONGÖ", "TOKÉN PONGO"],
        ["  RESTAURANTNAME ", "SLUG\u00a0PONGO", "TOKEN\n PONGO\u200b"],
    ],
)
def test_case_accents_and_spaces_do_not_matter(row: list[str]) -> None:
    assert find_layout([row], HEADERS) == Layout(1, 1, 2, 3)


def test_other_columns_and_another_order() -> None:
    rows = [["A title"], [], ["x", "TOKEN PONGO", "", "RESTAURANT NAME", "y", "SLUG PONGO", "TOKEN PONGO"]]
    assert find_layout(rows, HEADERS) == Layout(3, name=4, slug=6, token=2)


def test_the_first_row_that_holds_all_three_wins() -> None:
    assert find_layout([FIRST[:2], FIRST[::-1], FIRST], HEADERS) == Layout(2, 3, 2, 1)


def test_the_headers_of_the_settings() -> None:
    headers = Headers("Établissement", "Slug", "Jeton")
    assert find_layout([["JETON", "slug", "etablissement"]], headers) == Layout(1, 3, 2, 1)


def test_only_the_first_ten_rows_count() -> None:
    assert find_layout([[]] * 9 + [FIRST], HEADERS).header_row == 10
    with pytest.raises(HeadersMissing):
        find_layout([[]] * 10 + [FIRST], HEADERS)


def test_the_row_that_came_closest_is_reported() -> None:
    with pytest.raises(HeadersMissing) as raised:
        find_layout([["Our restaurants"], ["Name", "slug pongo", "Token Pongo"], ["x", "y"]], HEADERS)
    assert raised.value.missing == ("RESTAURANT NAME",)
    assert raised.value.found == ("Name", "slug pongo", "Token Pongo")


def test_an_empty_sheet() -> None:
    with pytest.raises(HeadersMissing) as raised:
        find_layout([], HEADERS)
    assert (raised.value.missing, raised.value.found) == (tuple(FIRST), ())


def test_what_could_be_a_token_is_not_reported() -> None:
    with pytest.raises(HeadersMissing) as raised:
        find_layout([["Chez Léa", "chez-lea", "eyJhbGciOiJIUzI1NiJ9"]], HEADERS)
    assert raised.value.found == ("Chez Léa", "chez-lea")


@given(st.text(), st.text())
def test_folding_is_stable_and_forgets_white_space_wherever_it_stands(a: str, b: str) -> None:
    assert folded(folded(a)) == folded(a)
    for space in (" ", "\t", "\n", "\u00a0", "\u202f", "\u200b", "\ufeff"):
        assert folded(f"{space}{a}{space}{b}{space}") == folded(a + b)


@given(st.text(alphabet=string.ascii_letters + string.digits + "_-./#"))
def test_folding_keeps_everything_but_case_of_what_is_plain(text: str) -> None:
    assert folded(text) == text.lower()


@given(
    st.lists(
        st.sampled_from(
            [("é", "e"), ("ç", "C"), ("Ö", "o"), ("ñ", "N"), ("Å", "a"), ("ﬁ", "FI"), ("ß", "ss"), ("Ｐ", "p")]
        )
    )
)
def test_folding_forgets_accents_and_ligatures(letters: list[tuple[str, str]]) -> None:
    written, plain = "".join(one for one, _ in letters), "".join(other for _, other in letters)
    assert folded(written) == folded(plain) == folded(written.upper())


@given(st.text(alphabet=" \t\n\u00a0\u200b\ufeffab"))
def test_trimming_leaves_no_space_at_either_end(text: str) -> None:
    bare = trimmed(text)
    assert trimmed(f"\t\u200b {text}\u00a0\n") == bare
    assert not bare or (bare[0] in "ab" and bare[-1] in "ab")
