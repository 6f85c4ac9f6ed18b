"""The offer, and what is read from a message: what surely stands there, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack.blocks import checked_blocks
from bot.texts import Texts, mention
from bot.ui.offer import offer, read_message
from bot.ui.request_form import FormLinks, request_form
from bot.ui.request_message import attached_file
from tests.unit.ui.limits import all_texts, message_problems, units, view_problems
from tests.unit.ui.pictures import BOTH, LEAD
from tests.unit.ui.waiting import pressed
from workflows.rules.effects import ThreadToAnswer
from workflows.rules.form_values import FormValues, PickedFile
from workflows.rules.store_lines import read_lines

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
GROUP = "<!subteam^S0PARTNERS|@partnerships>"
TOKEN = "eyJhbGciOiJIUzI1NiJ9-4f9a8c1b2d3e"


@both
def test_the_offer_is_a_question_with_one_button(texts: Texts) -> None:
    message = offer(texts, ThreadToAnswer("C1", "1.5", LEAD))
    assert message_problems(message) == []
    checked_blocks(message.blocks)
    assert pressed(message.blocks[-1]) == {"open_request": "U0LEAD"}
    assert mention(LEAD) in all_texts(message.blocks)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        (f"{GROUP} bonjour, pouvez-vous activer 6xpos pour Boulangerie Léa ? Merci", "Boulangerie Léa"),
        ("6xpos pour la Boulangerie Léa à Lyon svp", "Boulangerie Léa"),
        ("6xpos pour Le Fournil d'Antan", "Le Fournil d'Antan"),
        ("on part sur 6xpos pour Big Fernand lundi", "Big Fernand"),
        ("Demande 6xpos pour Big Fernand. Merci Paul", "Big Fernand"),
        ("pour nos amis de chez L’Atelier du Pain à Lyon", "L'Atelier du Pain"),
        ("6xpos pour l’enseigne Pitaya <@U0BOT>", "Pitaya"),
        ("6xpos for the brand Les Frères Bretons please", "Les Frères Bretons"),
        ("6xpos for our customer O'Tacos", "O'Tacos"),
        ("6xpos pour Pizza &amp; Co", "Pizza & Co"),
        ("6xpos pour 5pizz", "5pizz"),
        ("Bonjour 6xpos pour la marque *Café de l'Été* :", "Café de l'Été"),
        ("Il faut 6xpos, c'est *urgent*, pour « Sushi Daily »", "Sushi Daily"),
        ('6xpos pour "big fernand"', "big fernand"),
        ("6xpos pour “big fernand”", "big fernand"),
        ("Qui active 6xpos ? *Boulangerie Léa*", "Boulangerie Léa"),
        ("Qui active 6xpos ? _*Boulangerie Léa*_", "Boulangerie Léa"),
        ("*Marque :* Boulangerie Léa\n*Ville :* Lyon", "Boulangerie Léa"),
        ("Nom de la marque : pitaya", "pitaya"),
        ("brand: Big Fernand, 12 stores", "Big Fernand"),
        ("Marque : Big Fernand (ex <http://bf.fr|bf.fr>)", "Big Fernand"),
        ("Marque : Léa\nmerci, c'est pour Paul", "Léa"),
        ("6xpos pour <https://lea.fr|Léa>", "Léa"),
        ("&gt; 6xpos pour Léa", "Léa"),
    ],
)
def test_the_brand_is_read_where_it_is_named(text: str, brand: str) -> None:
    assert read_message(text).brand == brand


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pour 6xpos",
        f"{GROUP} qui s'occupe de 6xpos ?",
        "6xpos pour demain",
        "6xpos pour Mardi 12 ?",
        "6xpos pour <@U0SOMEBODY>",
        "6xpos pour <#C0SOMEWHERE|caisses>",
        "6xpos pour Hey Pongo",
        "6xpos pour 12 restaurants",
        "6xpos pour Léa et pour Max",
        "6xpos pour « Léa » et pour « Max »",
        "Marque : Léa\nMarque : Max",
        "Marque : à voir avec le client",
        "Marque : TBD",
        "Marque : <https://lea.fr>",
        "Marque : lea@bistrot.fr",
        "*Urgent* : 6xpos",
        "*Deadline vendredi*",
        "*réunion vendredi avec Paul* pour en parler",
        "*Léa* ou *Max* pour 6xpos",
        "6xpos pour ?",
        "6xpos pour 寿",
        "Marque : " + "L" * 81,
    ],
)
def test_no_brand_rather_than_a_wrong_one(text: str) -> None:
    assert read_message(text).brand == ""


@pytest.mark.parametrize(
    ("text", "stores"),
    [
        ("Léa Lyon ; lea-lyon", "Léa Lyon ; lea-lyon"),
        ("Léa Lyon\tlea-lyon\nLéa Brest\tlea-brest", "Léa Lyon ; lea-lyon\nLéa Brest ; lea-brest"),
        ("• Léa Lyon ; lea-lyon\n• Léa Brest ; bzh", "Léa Lyon ; lea-lyon\nLéa Brest ; bzh"),
        ("1. Léa Lyon ; lea-lyon\n2) Léa Brest ; lea-brest", "Léa Lyon ; lea-lyon\nLéa Brest ; lea-brest"),
        ("&gt; Léa &amp; Co ; lea-co", "Léa & Co ; lea-co"),
        ("*Léa Lyon* ; `lea-lyon`", "Léa Lyon ; lea-lyon"),
        ("```Léa Lyon ; lea-lyon\nLéa Brest ; lea-brest```", "Léa Lyon ; lea-lyon\nLéa Brest ; lea-brest"),
        ("<http://Lea.fr|Lea.fr> ; lea-fr", "Lea.fr ; lea-fr"),
        ("Restaurant 1 ; xk-201\nRestaurant 2 ; xk-202", "Restaurant 1 ; xk-201\nRestaurant 2 ; xk-202"),
        ("Léa Lyon ; lealyon ;", "Léa Lyon ; lealyon"),
        ("; lea-lyon", "Lea ; lea-lyon"),
        ("Léa Lyon - lea-lyon", "Léa Lyon ; lea-lyon"),
        (f"Léa Lyon ; lea-lyon ; {TOKEN}", "Léa Lyon ; lea-lyon"),
        (f"Léa Lyon\tlea-lyon\t{TOKEN}", "Léa Lyon ; lea-lyon"),
        ("Léa Lyon ; lea-lyon\nLéa Lyon ; lea-lyon", "Léa Lyon ; lea-lyon"),
        (f"Bonjour {GROUP} ; voici\n\nLéa Lyon ; lea-lyon\nMerci ; bonne journée", "Léa Lyon ; lea-lyon"),
        ("Nom ; slug\nLéa Lyon ; lea-lyon", "Léa Lyon ; lea-lyon"),
        ("SUSHI ; SushiBar_9", "SUSHI ; SushiBar_9"),
    ],
)
def test_lines_of_name_and_slug_are_read(text: str, stores: str) -> None:
    assert read_message(text).stores == stores


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour ; merci pour tout",
        "Bonjour ; merci",
        "Dispo demain ; 14h",
        "Dispo demain ; peut-être",
        "Dispo demain ; peut-etre",
        "Léa Lyon ; https://backoffice.heypongo.com/lea-lyon",
        "Léa Lyon ; lea lyon",
        "Léa Lyon ;",
        f"Léa Lyon ; {TOKEN}",
        f"token Léa ; {TOKEN}",
    ],
)
def test_what_may_be_a_sentence_or_a_token_is_no_store(text: str) -> None:
    assert read_message(text).stores == ""


@pytest.mark.parametrize(
    ("text", "merchant"),
    [
        ("voir <https://backoffice.heypongo.com/merchant/1234/stores>", "1234"),
        ("voir <https://backoffice.heypongo.com/merchant/lea-42|ici>", "lea-42"),
        ("<https://backoffice.heypongo.com/merchant/1/stores> <https://backoffice.heypongo.com/merchant/1>", "1"),
        ("<https://backoffice.heypongo.com/merchant/1/stores> <https://backoffice.heypongo.com/merchant/2>", ""),
        ("<https://example.com/merchant/1234/stores>", ""),
        ("merchant 1234", ""),
    ],
)
def test_the_merchant_is_read_from_its_address_alone(text: str, merchant: str) -> None:
    assert read_message(text).merchant == merchant


def test_a_whole_message_fills_the_form() -> None:
    text = (
        f"Bonjour {GROUP}, on active 6xpos pour *Boulangerie Léa* "
        "(<https://backoffice.heypongo.com/merchant/1234/stores|back-office>) :\n"
        "• Boulangerie Léa Lyon ; lea-lyon\n• Boulangerie Léa Nantes ; lea-nantes\nMerci :pray:"
    )
    assert read_message(text) == FormValues(
        brand="Boulangerie Léa",
        stores="Boulangerie Léa Lyon ; lea-lyon\nBoulangerie Léa Nantes ; lea-nantes",
        merchant="1234",
    )


def test_a_message_longer_than_what_is_read_is_read_up_to_a_line() -> None:
    values = read_message("\n".join(f"Chez Paulette {at} ; paulette-{at:03d}" for at in range(200)))
    assert values.brand == "Chez Paulette"  # the line that is cut in two would be a name alone
    assert values.cut
    values = read_message("slugs:\n" + "\n".join(f"paulette-{at:03d}" for at in range(400)))
    assert (values.brand, values.cut) == ("Paulette", True)
    assert "paulette-100" in values.stores


def test_more_lines_than_the_form_holds_are_cut_between_lines() -> None:
    text = "\n".join(f"Boulangerie Léa numéro {number} ; lea-numero-{number}" for number in range(200))
    stores = read_message(text).stores
    assert 2_900 < units(stores) <= 3_000
    assert stores.splitlines()[-1] in [line.replace("\t", ";") for line in text.splitlines()]


WORDS = ["6xpos", "pour", "Marque", "Léa", "lea-lyon", "brand", "de", "et", "12", "👍", "<@U1>", "https://a.fr", TOKEN]
MARKS = [" ", "\n", " ; ", "\t", "*", "`", "```", "_", "<", ">", "|", "«", "»", '"', "&amp;", "&lt;", ":", "• ", "l’"]
PIECES = st.sampled_from([*WORDS, *MARKS])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_message_can_be_read_and_shown(text: str) -> None:
    values = read_message(text)
    assert view_problems(request_form(BOTH[0], FormLinks("j+{brand}@6xpos.fr"), values)) == []
    if values.stores:
        assert read_lines(values.stores)[1] == []


@pytest.mark.parametrize("piece", ["pour ", "*", "«", "marque : ", "_*", " ; ", "`a", "<", "pour *", "a;b\n", "1. "])
def test_the_longest_message_says_nothing_by_being_long(piece: str) -> None:
    assert read_message((piece * 40_000)[:40_000]) == FormValues(cut=True)


def test_what_is_read_of_a_message_is_bounded() -> None:
    assert read_message("mot " * 100 + "pour Léa").brand == "Léa"
    assert read_message("mot\n" * 90 + "pour Léa").brand == "Léa"
    assert read_message("mot\n" * 2_000 + "pour Léa").brand == ""
    assert read_message("Léa " * 200 + "; lea-lyon").stores == "Lea ; lea-lyon"  # the slug, and the name that it gives


@pytest.mark.parametrize("odd", [None, "x", {"id": "F0"}, {"id": "F0", "mode": "tombstone"}, {"name": "b.csv"}])
def test_of_the_files_on_a_message_the_first_that_may_hold_restaurants_counts(odd: object) -> None:
    files = [odd, {"id": "F1", "name": "A.CSV", "size": "x", "user": LEAD}, {"id": "F2", "name": "b.xlsx", "size": 9}]
    assert attached_file({"files": files}) == PickedFile("F1", "A.CSV", 1, LEAD)
    assert attached_file({"files": odd}) is None
