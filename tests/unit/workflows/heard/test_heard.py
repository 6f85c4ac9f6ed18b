"""What understanding a message must never do, whatever stands in it; and how much work it may be."""

import sys
from itertools import cycle, islice, product
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.heard import LONGEST, FoundStore, Intent, Known, heard
from workflows.rules.store_lines import SLUG
from workflows.rules.tokens import token_like

TOKENS = [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9",
    "a1b2c3d4e5f6g7h8i9j0",
]
AROUND = [
    "6xpos pour Gino svp, token {}",
    "Gino Lyon ; gino-lyon ; {}",
    "Gino Lyon\tgino-lyon\t{}",
    "| Gino Lyon | gino-lyon | {} |",
    "6xpos pour *{}* svp",
    "6xpos svp, slug : {}",
    "6xpos pour Gino : `{}`, `gino-lyon`",
    "connecter la marque {}",
    "{} veut 6xpos",
]
KNOWN = Known(
    ["Nonna Rosa", "Gino"],
    [("Nonna Rosa Nice", "nonna-rosa-nice"), ("Nonna Rosa Menton", "nonna-rosa-menton"), ("Chez Paulette", "chpaul1")],
)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("around", AROUND)
def test_nothing_that_looks_like_a_token_is_read(around: str, token: str) -> None:
    found = heard(around.format(token))
    assert not any(token_like(text) for text in (found.brand, *(f"{one.name} {one.slug}" for one in found.stores)))
    assert token not in str(found)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_survived_and_what_is_read_has_a_slugs_form(text: str) -> None:
    among = (
        f"6xpos pour Gino : gino-lyon {text} pas gino-bron (gino-pau) {text}, gino-nice plus tard, {text} : gino-lens"
    )
    for said in (text, among):
        found = heard(said, KNOWN)
        assert all(SLUG.fullmatch(store.slug) for store in found.stores)
        assert len({store.slug.lower() for store in found.stores}) == len(found.stores)


HOSTILE = {
    "brackets": "[" * 100_000,
    "nested": "<(«*_" * 20_000,
    "one word": "a" * 100_000,
    "hyphens": "a-" * 50_000,
    "zero-width": "\u200b\u200d\u2060" * 30_000,
    "right to left": "\u202eשלום עולם " * 8_000,
    "emoji": "👩\u200d🍳🎉❤️" * 20_000,
    "accents": "e" + "\u0301" * 100_000,
    "surrogates": "\ud83d \udc69" * 20_000,
    "blank": " \t\n\u3000" * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_is_read_where_nothing_is_said(text: str) -> None:
    assert heard(text, KNOWN) == heard("")
    asked = heard(f"6xpos pour Nonna Rosa svp\n{text}", KNOWN)
    assert (asked.intent, asked.brand, asked.stores) == (Intent.ASK, "Nonna Rosa", ())


STORES = "https://backoffice.heypongo.com/merchant/1/stores"


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        (f"6xpos pour Gino svp {STORES}/a", ["a"]),
        ("6xpos pour Gino, slug : la_de", ["la_de"]),
        (f"6xpos pour Gino, slug : la_de_un, la_de_bis {STORES}/la_de", ["la_de_un", "la_de_bis", "la_de"]),
        (f"6xpos pour Gino, voir > {STORES}/aloi/ pour={STORES}/a+ )loi", ["aloi", "a"]),
    ],
)
def test_slugs_of_little_words_are_slugs_too(text: str, slugs: list[str]) -> None:
    assert [store.slug for store in heard(text).stores] == slugs


def test_what_a_name_alone_told_is_said_not_to_be_typed() -> None:
    found = heard("pour Nonna Rosa il faut aussi brancher Menton sur 6xpos", KNOWN)
    assert found.stores == (FoundStore("Nonna Rosa Menton", "nonna-rosa-menton", typed=False),)
    typed = heard("6xpos pour Nonna Rosa : nonna-rosa-menton", KNOWN)
    assert typed.stores == (FoundStore("Nonna Rosa Menton", "nonna-rosa-menton", typed=True),)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("please add Gino Blu (gino-blu), and btw Waffle Lab is already done so nothing to do there", Intent.ASK),
        ("We need Gino Blu on 6xpos (gino-blu); Taco Libre cancelled theirs, so just the one", Intent.ASK),
        ("> On voudrait 6xpos chez Gino Blu (gino-blu)\nVous pouvez vous en occuper ?", Intent.ASK),
        ("> please connect Gino Blu to 6xpos, slug gino-blu\nAll good now, tested this morning. Cheers!", Intent.OTHER),
        ("> On peut brancher Gino Blu (gino-blu) sur 6xpos ?\nC'est en place depuis hier, merci", Intent.OTHER),
        ("Suite à notre réunion, merci d'activer 6xpos pour Gino Blu (gino-blu)", Intent.ASK),
        ("Gino Blu veut démarrer 6xpos, on reporte juste Arras. Slug gino-lille", Intent.ASK),
        ("vous pouvez supprimer la connexion 6xpos de Gino Blu ?", Intent.OTHER),
        ("On laisse donc tomber 6xpos pour Gino Blu", Intent.OTHER),
        ("Pas la peine de brancher Gino Blu sur 6xpos, ils ferment en juin", Intent.OTHER),
        ("Gino Blu decided to put 6xpos on the back burner, please park it", Intent.OTHER),
        ("decided with Gino Blu not to go ahead, please forget what I said", Intent.OTHER),
        ("Gino Blu credited 312 receipts on day one with 6xpos (gino-lyon 201, gino-bron 111)", Intent.OTHER),
        ("Premier jour de 6xpos chez Gino Blu : 140 tickets crédités (gino-lyon, gino-bron)", Intent.OTHER),
        ("Call with 6xpos and Gino Blu on Monday, agenda in gino-agenda-v2, add your topics", Intent.OTHER),
        ("FYI 6xpos have changed their price list, setup fee now 150. I'll add the new brochure", Intent.OTHER),
        ("6xpos baisse ses prix : l'installation est offerte pour tout nouveau client", Intent.OTHER),
        ("where can I find the 6xpos onboarding doc?", Intent.OTHER),
        ("How long does a 6xpos connection usually take?", Intent.OTHER),
        ("D'habitude c'est rapide, où en est Gino Blu ?", Intent.STATUS),
        ("Gino Blu: done, not done, half done? Their marketing lady wants to print flyers.", Intent.STATUS),
        ("how far along are we with Gino Blu", Intent.STATUS),
    ],
)
def test_what_another_sentence_or_another_time_is_about_is_told_apart(text: str, intent: Intent) -> None:
    assert heard(text).intent is intent


def test_names_and_slugs_in_turns_belong_together() -> None:
    found = heard("6xpos svp, marque Crousti\n\nMassy\ncrst-01\n\nÉvry Gare\ncrst-02").stores
    assert [(store.name, store.slug) for store in found] == [("Massy", "crst-01"), ("Évry Gare", "crst-02")]


def test_a_name_and_its_slug_in_a_line_of_their_own_are_a_pair() -> None:
    lines = ["- Lyon : gino-lyon", "2) Bron → `gino-bron`", "Nom : Gino Est", "Slug : gino-nancy", "Wifi : gino-wifi"]
    found = heard("\n".join(["6xpos svp pour Gino :", *lines])).stores
    assert [(store.name, store.slug) for store in found] == [
        ("Lyon", "gino-lyon"), ("Bron", "gino-bron"), ("Gino Est", "gino-nancy")
    ]  # fmt: skip


def test_each_of_several_slugs_has_the_town_that_it_ends_with() -> None:
    found = heard("Gino - Annecy et Megève (gino-annecy, gino-megeve) à brancher sur 6xpos").stores
    assert [store.name for store in found] == ["Annecy", "Megève"]


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("URGENT ! PAIN PERDU & CIE A BRANCHER SUR 6XPOS CETTE SEMAINE", "PAIN PERDU & CIE"),
        ("comme on l'a fait pour Trattoria Sforza, connecter Mille et Une Pâtes à 6xpos ?", "Mille et Une Pâtes"),
        ("is Mr. Noodle connected to 6xpos, yes or no?", "Mr. Noodle"),
        ("6xpos svp pour Kebab House d'Amiens", "Kebab House"),
        ("mettre en route 6xpos chez nos amis de Vent d'Ouest", "Vent d'Ouest"),
        ("le restaurant Demain C'est Loin veut 6xpos", "Demain C'est Loin"),
        ("Le franchisé Thé ou Café veut 6xpos", "Thé ou Café"),
        ("3 TACOS AVENUE À CONNECTER 6XPOS\ntacos-avenue-grigny", "TACOS AVENUE"),
        ("6xpos est posé, à brancher. Cordialement, Marc, gérant de Pizza Bella", "Pizza Bella"),
        ("j'ai besoin de la caisse 6xpos pour charger son téléphone", ""),
        ("connexion 6xpos pour un nouveau client, comment on procède ?", ""),
        ("6xpos pour 100 % Quinoa svp", "100 % Quinoa"),
        ("6xpos pour boulette & cie svp, boulette-perpi et boulette-narbo", "boulette & cie"),
        ("j'ai demandé Bagel Bazar le 3, la connexion 6xpos a avancé ?", "Bagel Bazar"),
        ("6xpos svp. Ici Karim de Sésame Grillé", "Sésame Grillé"),
        ("6xpos pour Un Dimanche à Naples svp", "Un Dimanche à Naples"),
        (
            "l'intégration Uber de Chicken Spot n'est toujours pas réparée, il voudrait que 6xpos soit "
            "connecté : Aulnay (chicken-spot-aulnay)",
            "Chicken Spot",
        ),
        (
            "la connexion Innovorder de Wok Avenue est en panne, ils changent de caisse lundi pour "
            "6xpos : pouvez-vous connecter wok-avenue-creteil et wok-avenue-evry ?",
            "Wok Avenue",
        ),
        (
            "Burger Mojo's Lightspeed sync still crashes but their new place in Shoreditch "
            "(burger-mojo-shoreditch) opens on 6xpos, could you hook it up please?",
            "Burger Mojo",
        ),
        (
            "don't worry about Mama Ramen's Manchester site, but I do need Liverpool "
            "(mama-ramen-liverpool) on 6xpos asap",
            "Mama Ramen",
        ),
        ("Le Zelty de Chez Gino est mort, passez-les sur 6xpos svp : gino-lyon", "Chez Gino"),
        ("Square chez Pita House c'est fini, pouvez-vous connecter 6xpos (pita-house) ?", "Pita House"),
        ("La caisse Lightspeed de Bao Bros sera remplacée par 6xpos, merci de connecter bao-bros-lille", "Bao Bros"),
        ("Burger Mojo's Uber account is fine, please connect burger-mojo to 6xpos", "Burger Mojo"),
    ],
)
def test_a_brand_is_told_from_what_stands_around_it(text: str, brand: str) -> None:
    assert heard(text, asked=True).brand == brand


def test_a_restaurant_that_is_left_out_is_not_read() -> None:
    assert heard("brancher Nonna Rosa Nice sur 6xpos, mais pas Menton", KNOWN).stores == (
        FoundStore("Nonna Rosa Nice", "nonna-rosa-nice", typed=False),
    )


def test_what_is_written_to_the_group_about_something_else_is_left_alone() -> None:
    text = "@partnerships tu as une photo pour Maria Luigi stp ?"
    assert heard(text, KNOWN, needs_6xpos=True).intent is Intent.OTHER
    assert heard("@partnerships on branche Gino ?", KNOWN, needs_6xpos=True).intent is Intent.ASK


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("RDV Chamonix OK. La Marmotte Affamée : 6xpos. marmotte-affamee-chamonix. De retour à 17h.", Intent.ASK),
        ("Al Forno gardait sa caisse mais finalement ils prennent 6xpos, intégration à faire", Intent.ASK),
        ("je n'ai plus rien vu passer sur 6X-0533, c'est bon signe ou mauvais signe ?", Intent.STATUS),
        ("did Gino end up getting their 6xpos connection?", Intent.STATUS),
        ("Gino Grill : quelqu'un peut me dire ce qui reste à faire côté 6xpos ?", Intent.STATUS),
        ("any movement on my 6xpos requests from Monday?", Intent.STATUS),
        ("Le gérant de Dinette veut un rendez-vous avec 6xpos, qui peut l'organiser ?", Intent.OTHER),
        ("Gino, 6xpos : il ne manque plus que la connexion, on s'en occupe ?", Intent.ASK),
        ("la demande 6xpos de Gino a été approuvée ?", Intent.STATUS),
        ("Is the 6xpos connection for Blue Door live yet?", Intent.STATUS),
        ("Le siège de Gino souhaite savoir à quelle étape en est 6xpos", Intent.STATUS),
        ("La connexion 6xpos de Gino a été une belle aventure", Intent.OTHER),
        ("I owe you all a coffee for the Red Lantern 6xpos connection", Intent.OTHER),
        ("Which of our Belgian clients use 6xpos today?", Intent.OTHER),
        ("Gino me demande pourquoi le bouton fidélité est grisé sur 6xpos", Intent.OTHER),
        ("can you add me to the 6xpos channel please?", Intent.OTHER),
        ("points on Burger Bros are wrong again, they get 10 since 6xpos changed the format", Intent.OTHER),
        ("Gino quitte Zelty pour 6xpos lundi, à vous", Intent.ASK),
        ("Gino quitte 6xpos, dommage", Intent.OTHER),
        ("they changed their mind, Gino do want 6xpos after all", Intent.ASK),
        ("ils ont changé d'avis, pas de 6xpos pour Gino", Intent.OTHER),
        ('the list says "Gino -> 6xpos", it means their till should be linked', Intent.ASK),
        ("un grand merci pour 6xpos chez Gino", Intent.OTHER),
        ("Could somebody add me to the 6xpos shared calendar?", Intent.OTHER),
        ("Gino ne passera pas sur 6xpos avant la saison prochaine", Intent.OTHER),
        ("where is 6xpos' new visual for Gino? The agency wants the logo, HD version", Intent.OTHER),
    ],
)
def test_each_sentence_speaks_for_itself(text: str, intent: Intent) -> None:
    assert heard(text, needs_6xpos=True).intent is intent


def test_what_no_phrase_explains_is_the_brand_of_a_short_message() -> None:
    assert heard("alors oh my naan c bon ???").brand == "oh my naan"
    assert heard("6X-0099 ? le client attend depuis 10 jours").brand == ""


def test_a_known_brand_is_found_in_another_spelling() -> None:
    for written in ("nona rosa", "NONNA ROSA", "Nonna-Rosa", "nonna rossa"):
        assert heard(f"6xpos pour {written} svp", KNOWN).brand == "Nonna Rosa"


def test_only_the_beginning_of_a_very_long_message_is_read() -> None:
    assert heard("6xpos pour Gino svp\n" + "." * LONGEST + "\nslug gino-lyon").stores == ()
    assert heard("6xpos pour Gino svp\n" + "." * (LONGEST - 50) + "\nslug gino-lyon").stores


SHAPES = {
    "prose": "Bonjour, on peut connecter 6xpos pour Paulette svp ? Des nouvelles de Gino : gino-lyon, gino-bron. ",
    "rows": "Gino Lyon ; gino-lyon\n",
    "one word": "a",
    "hyphens": "a-",
    "labels": "slug: a-b, ",
    "brackets": "(",
    "stars": "*a",
    "quotes": '"a ',
    "introductions": "pour Un ",
    "questions": "où en est ",
    "angles": "<",
    "tabs": "a\t",
    "signs": "a : ",
    "lines": "Nom : a\n",
    "capitals": "Aa ",
    "addresses": "https://backoffice.heypongo.com/merchant/1/stores/a ",
    "dots": "a.",
    "mails": "a@",
    "digits": "1 ",
    "bullets": "- ",
    "quoted lines": "> a\n",
    "thanks": "Merci pour Aa Bb. ",
    "wishes": "6xpos pour x ",
    "slugs that differ": "#-ab ",
    "corrected slugs": "gino-#-ab, pardon ",
    "names that differ": "6xpos pour A# B# (a#-b#), ",
    "refused slugs": "connectez gino-#, pas de 6xpos pour A# (gino-x#), ",
    "refused under a heading": "Plus tard :\n- gino-#\n- gino-x#\n",
    "refused in one line": "pas gino-# et ",
    "left out by name": "gino-#. A# plus tard, ",
}


def filled(unit: str, length: int) -> str:
    """The unit, again and again, with other letters in place of `#` each time."""
    letters = map("".join, product("bcdfgkl", "aeiou", "mnprst", "ao"))
    return "".join(islice((unit.replace("#", one) for one in cycle(letters)), length // len(unit.replace("#", "...."))))


def calls(text: str, known: Known) -> int:
    """How many lines are run and functions called to understand a text: what Python itself does, each use of a pattern,
    and the loops that call nothing."""
    count = 0

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    tracing = sys.gettrace()
    sys.setprofile(profile)
    sys.settrace(trace)
    try:
        heard(text, known)
    finally:
        sys.settrace(tracing)
        sys.setprofile(None)
    return count


@pytest.fixture(scope="module")
def much() -> Known:
    return Known(
        (f"Marque {n}" for n in range(5_000)), ((f"Marque {n} Lyon", f"marque-{n}-lyon") for n in range(5_000))
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_long_a_message_is_twice_the_work_at_the_most(shape: str, much: Known) -> None:
    unit = SHAPES[shape]
    half, whole = (filled(unit, length) for length in (LONGEST // 2, LONGEST))
    heard(whole, much)  # words that are seen for the first time cost more
    assert calls(whole, much) < 2.2 * calls(half, much) + 200


def test_what_is_known_costs_nothing_however_much_it_is(much: Known) -> None:
    text = SHAPES["prose"] * 30
    few = Known(["Marque 1"], [("Marque 1 Lyon", "marque-1-lyon")])
    heard(text, much), heard(text, few)
    assert calls(text, much) < 1.1 * calls(text, few) + 200
