"""Reading brands and store lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.store_lines import (
    BrandProblem,
    Source,
    StoreLine,
    StoreProblem,
    StoreProblemKind,
    account_for,
    as_before,
    brand_key,
    check_brand,
    clean,
    clean_lines,
    read_lines,
    write_lines,
)

TEMPLATE = "jagueneau+{brand}@6xpos.fr"


def faults(text: str) -> list[tuple[int, StoreProblemKind]]:
    return [(problem.line, problem.kind) for problem in read_lines(text)[1]]


def test_lines_with_a_semicolon_or_a_tab() -> None:
    stores, problems = read_lines("Boulangerie Émile ; boulangerie-emile\nL'Épi d'or\tepi_dor\r\n\n  Chez Jo;CJ2  ")
    assert problems == []
    assert stores == [
        StoreLine("Boulangerie Émile", "boulangerie-emile", 1),
        StoreLine("L'Épi d'or", "epi_dor", 2),
        StoreLine("Chez Jo", "CJ2", 4),
    ]


TOKEN = "pongo-51c7e2f09b84d63ea7f0"


@pytest.mark.parametrize(
    "line", [f"Lens\tlouise-lens\t{TOKEN}", "Pains ; et douceurs ; pains", "Pains; tartes\tpains", "a;;b"]
)
def test_a_third_part_is_refused_and_not_repeated(line: str) -> None:
    stores, problems = read_lines(f"Bon ; bon\n{line}")
    assert [store.slug for store in stores] == ["bon"]
    assert problems == [StoreProblem(StoreProblemKind.THREE_PARTS, 2)]


def test_what_is_empty_behind_the_slug_is_no_part() -> None:
    assert read_lines("Lens\tlouise-lens\t\t\nArras;louise-arras; ;")[0] == [
        StoreLine("Lens", "louise-lens", 1),
        StoreLine("Arras", "louise-arras", 2),
    ]


@pytest.mark.parametrize(
    "line", [TOKEN, f"Lens ; {TOKEN}", f"{TOKEN} ; louise-lens", f" ; {TOKEN}", f"Lens ; /{TOKEN}"]
)
def test_what_looks_like_a_token_is_refused_and_not_repeated(line: str) -> None:
    assert read_lines(line) == ([], [StoreProblem(StoreProblemKind.LOOKS_LIKE_TOKEN, 1)])


def test_a_token_of_any_shape_that_is_known_is_not_repeated() -> None:
    known = "just-words-and-hyphens"
    for line in (known, f"Lens ; {known}", f"{known} ; louise-lens", f" ; {known}", f"{known} ; "):
        assert read_lines(line, lambda text: known in text) == (
            [],
            [StoreProblem(StoreProblemKind.LOOKS_LIKE_TOKEN, 1)],
        )


def test_what_the_bot_fills_in_has_two_parts_and_keeps_the_name_of_before() -> None:
    before = [StoreLine("Chez Paul; Lille", "paul-lille", 1, Source.REQUEST), StoreLine("B", "b", 2, Source.REQUEST)]
    again, problems = read_lines(write_lines(before))
    assert problems == []
    assert [store.name for store in again] == ["Chez Paul, Lille", "B"]
    assert [store.name for store in as_before(again, before)] == ["Chez Paul; Lille", "B"]
    renamed, _ = read_lines("Chez Paulette ; paul-lille\nB ; c")
    assert [store.name for store in as_before(renamed, before)] == ["Chez Paulette", "B"]


def test_what_nobody_sees_is_taken_out_and_odd_hyphens_and_spaces_are_plain() -> None:
    pasted = (
        "\ufeffCafe\u0301\u00a0de\u200b la\u202e Gare\u00ad\u2028X ;\u00a0em\u200bile\u2011nan\u00adtes\u200e\ufe0f"
    )
    assert read_lines(pasted.replace("\u2028X", ""))[0] == [StoreLine("Café de la Gare", "emile-nantes", 1)]
    assert read_lines("A ; a\u2013b\u2028B ; c\u2212d\x0bC ; e\u2014f")[0] == [
        StoreLine("A", "a-b", 1),
        StoreLine("B", "c-d", 2),
        StoreLine("C", "e-f", 3),
    ]


def test_everything_wrong_is_named_with_its_line() -> None:
    text = (
        "juste un nom\n ; slug-seul\nNom seul ; \nMauvais ; sl ug\nLien ; https://my.heypongo.com/stores/abc\nBon ; bon"
    )
    assert faults(text) == [
        (1, StoreProblemKind.NO_SEPARATOR),
        (2, StoreProblemKind.NO_NAME),
        (3, StoreProblemKind.NO_SLUG),
        (4, StoreProblemKind.BAD_SLUG),
        (5, StoreProblemKind.SLUG_IS_ADDRESS),
    ]


@pytest.mark.parametrize("slug", ["a", "A1", "9-x_Y", "a" * 100])
def test_good_slugs(slug: str) -> None:
    assert read_lines(f"Nom ; {slug}")[0] == [StoreLine("Nom", slug, 1)]


@pytest.mark.parametrize("slug", ["-a", "_a", "é", "a b", "a.b", "=a", "a" * 101])
def test_bad_slugs(slug: str) -> None:
    assert faults(f"Nom ; {slug}") == [(1, StoreProblemKind.BAD_SLUG)]


def test_the_same_slug_twice_is_one_store_or_an_error_that_names_both_lines() -> None:
    stores, problems = read_lines("Nom ; abc\n\nNom ; abc")
    assert (stores, problems) == ([StoreLine("Nom", "abc", 1)], [])
    problem = read_lines("Nom ; abc\n\nAutre ; abc")[1][0]
    assert (problem.kind, problem.line, problem.other_line, problem.text) == (StoreProblemKind.SLUG_TWICE, 3, 1, "abc")
    # The case of a slug is kept, and does not count.
    assert read_lines("Nom ; aBc\nNom ; Abc") == ([StoreLine("Nom", "aBc", 1)], [])
    assert faults("Nom ; abc\nAutre ; ABC") == [(2, StoreProblemKind.SLUG_TWICE)]


def test_names_and_pastes_have_a_longest() -> None:
    assert read_lines("N" * 200 + " ; abc")[1] == []
    assert faults("N" * 201 + " ; abc") == [(1, StoreProblemKind.NAME_TOO_LONG)]
    assert faults("N ; a\n" * 500) == []
    assert faults("N" * 40_000) == [(0, StoreProblemKind.TOO_LONG)]


def test_an_empty_paste_is_an_error() -> None:
    assert faults(" \n\t\n") == [(0, StoreProblemKind.EMPTY)]
    assert faults("") == [(0, StoreProblemKind.EMPTY)]


def test_control_characters_do_not_get_in() -> None:
    assert clean("a\x00b\u2028c\x7f ") == "a b c"
    assert clean_lines(" un \r\ndeux\x00\n") == "un\ndeux"
    assert read_lines("Nom\x00 ; abc")[0] == [StoreLine("Nom", "abc", 1)]


@given(
    st.lists(
        st.builds(
            StoreLine,
            st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40)
            .map(clean)
            .filter(bool),
            st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,12}", fullmatch=True),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda store: store.slug.lower(),
    )
)
def test_what_is_written_is_read_again(stores: list[StoreLine]) -> None:
    again, problems = read_lines(write_lines(stores))
    assert problems == []
    again = as_before(again, stores)
    assert [(store.name, store.slug) for store in again] == [(store.name, store.slug) for store in stores]


@given(st.text(max_size=300))
def test_no_paste_breaks_the_reader_and_every_line_is_a_store_or_a_problem(text: str) -> None:
    stores, problems = read_lines(text)
    assert stores or problems
    for store in stores:
        assert store.name == clean(store.name) != ""
        assert 0 < len(store.slug) <= 100


@pytest.mark.parametrize(
    ("brand", "key"),
    [("Café de l’Été", "cafedelete"), ("L'Œuf & Co", "loeufco"), ("Strauß", "strauss"), ("+33", "33"), ("ﬁn", "fin")],
)
def test_the_account_of_a_brand(brand: str, key: str) -> None:
    assert brand_key(brand) == key
    assert account_for(brand, TEMPLATE) == f"jagueneau+{key}@6xpos.fr"
    assert check_brand(brand, TEMPLATE) is None


def test_unusable_brands() -> None:
    assert check_brand("", TEMPLATE) is BrandProblem.EMPTY
    assert check_brand("🍕 !!", TEMPLATE) is BrandProblem.NO_LETTERS
    assert check_brand("寿司", TEMPLATE) is BrandProblem.NO_LETTERS
    assert check_brand("a" * 55, TEMPLATE) is BrandProblem.TOO_LONG  # its address would be longer than mail allows
    assert check_brand(f"Louise {TOKEN}", TEMPLATE) is BrandProblem.LOOKS_LIKE_TOKEN
    assert check_brand("a" * 54, TEMPLATE) is None
    assert check_brand("a " * 41, TEMPLATE) is BrandProblem.TOO_LONG
