"""Words in the form of a slug that stand in a message without the word "slug": which of them are slugs."""

import pytest

from workflows.rules.heard import Known, heard


def slugs(text: str) -> list[str]:
    return [store.slug for store in heard(text, asked=True).stores]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "it is Kiosk 9. They have one restaurant only, kiosk9-harbour. Is it possible to connect it to 6xpos?",
            ["kiosk9-harbour"],
        ),
        ("6xpos svp pour le Bar 21, un seul resto : bar21-centre", ["bar21-centre"]),
        ("Nouveau client, Table 12. Une seule adresse, table12-rivoli, à brancher sur 6xpos", ["table12-rivoli"]),
        ("please connect Cafe 41 to 6xpos. The store is cafe41-quay", ["cafe41-quay"]),
        ("Le Spot veut 6xpos, un resto, lespot-gambetta", ["lespot-gambetta"]),
        ("My client Big Mo wants 6xpos. bigmo-dockside. Thanks", ["bigmo-dockside"]),
        ("Il faut relier O'Tacos à 6xpos, juste otacos-mairie", ["otacos-mairie"]),
        ("L'Ardoise passe à 6xpos. Un seul point de vente pour l'instant, lardoise-halles.", ["lardoise-halles"]),
        ("Can you link D'Angelo with 6xpos? dangelo-station", ["dangelo-station"]),
        ("Pho 33 needs 6xpos, one site, pho33-arcade, opening in May", ["pho33-arcade"]),
    ],
)
def test_what_begins_with_a_name_of_the_message_in_one_word_is_a_slug(text: str, right: list[str]) -> None:
    assert slugs(text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "Notre client L'Étable, à Aurillac, a reçu 6xpos. Il attend qu'on fasse le lien. letable-aurillac",
            ["letable-aurillac"],
        ),
        ("Notre client à Aurillac a reçu ses caisses 6xpos, on fait le lien ? etbl-aurillac", ["etbl-aurillac"]),
        ("Un nouveau resto à Brighton, 6xpos à connecter, chippy-brighton", ["chippy-brighton"]),
        ("The Leeds restaurant is ready for 6xpos. wagsy-leeds.", ["wagsy-leeds"]),
        ("On ouvre à Dax en mai. brasa-dax. Vous pouvez connecter 6xpos ?", ["brasa-dax"]),
        ("They want 6xpos at the Galway place, moran-galway!", ["moran-galway"]),
        ("connexion 6xpos pour le restaurant de Vichy svp\n\nsourcey-vichy", ["sourcey-vichy"]),
        ("Merci de connecter à 6xpos le resto de Pau, c'est le seul, bearnz-pau", ["bearnz-pau"]),
        ("Could you set up 6xpos for the shop in Bath, robun-bath?", ["robun-bath"]),
        ("6xpos à activer à Sète. Le slug suit. tielle-sete", ["tielle-sete"]),
    ],
)
def test_what_ends_its_sentence_and_names_a_town_of_the_message_is_a_slug(text: str, right: list[str]) -> None:
    assert slugs(text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("connecter gino-lyon à 6xpos", ["gino-lyon"]),
        ("peux-tu brancher gino-lyon sur 6xpos stp", ["gino-lyon"]),
        ("please connect gino-lyon to 6xpos", ["gino-lyon"]),
        ("can you link wagamo-leeds with 6xpos?", ["wagamo-leeds"]),
        ("on active crepiz-rennes sur la caisse 6xpos ?", ["crepiz-rennes"]),
        ("add bunny-chow to 6xpos pls", ["bunny-chow"]),
        ("raccorder sushiz-nice à la caisse 6xpos, urgent", ["sushiz-nice"]),
        ("pour gino-lyon sur 6xpos stp", ["gino-lyon"]),
        ("please set up tikka-hove on 6xpos", ["tikka-hove"]),
        ("vous pouvez passer bodega-sete à 6xpos svp ?", ["bodega-sete"]),
        (
            "FYI zaatar-montreuil and zaatar-vincennes must both be linked to 6xpos, it's for the account Zaatar",
            ["zaatar-montreuil", "zaatar-vincennes"],
        ),
    ],
)
def test_what_is_to_be_connected_to_6xpos_is_a_slug(text: str, right: list[str]) -> None:
    assert slugs(text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("6xpos pour Gino\nslug\tgino-lyon\npos\t6xpos", ["gino-lyon"]),
        ("Restaurant ; slug\nGino Lyon ; gino-lyon\ncaisse ; 6xpos", ["gino-lyon"]),
        ("| brand | Gino |\n| slug | gino-lyon |\n| POS | 6xpos |", ["gino-lyon"]),
        ("client;Gino\nslug;gino-bron\ncaisse;6xpos", ["gino-bron"]),
        ("brand\tGino\nstore\tgino-lyon\ntill\t6xpos", ["gino-lyon"]),
        ("brand | Gino\npos | 6xpos\nstore | gino-lyon", ["gino-lyon"]),
        ("Nom;slug\nGino Lyon;gino-lyon\n6xpos;6xpos", ["gino-lyon"]),
        ("enseigne\tGino\nlogiciel de caisse\t6xpos\nslug\tgino-nice", ["gino-nice"]),
        ("magasin\tcaisse\tslug\nGino Lyon\t6xpos\tgino-lyon\nGino Bron\t6xpos\tgino-bron", ["gino-lyon", "gino-bron"]),
    ],
)
def test_6xpos_in_a_table_is_no_slug(text: str, right: list[str]) -> None:
    assert slugs(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "6xpos pour Gino, on cale un rendez-vous",
        "Gino veut 6xpos. rendez-vous mardi, pop-up",
        "connecter le back-office à 6xpos pour Gino",
        "brancher wi-fi à 6xpos chez Gino ?",
        "6xpos pour Gino, merci par e-mail.",
        "Gino, à Saint-Denis, veut 6xpos. saint-denis",
        "6xpos pour Gino, le gérant y est à mi-temps.",
        "Gino passe à 6xpos de temps en temps, mi-temps.",
        "6xpos pour Gino à Lyon, voir gino-lyon.pdf",
        "6xpos pour Gino à Lyon. www.gino-lyon.fr",
        "6xpos pour Gino à Lyon, #gino-lyon",
        "6xpos pour Gino à Lyon, imprimante epson-lyon",
        "Gino veut 6xpos à Lyon, centre-ville.",
        "connecter pop-up à 6xpos pour Gino",
        "brancher click-and-collect sur 6xpos chez Gino",
        "pos\t6xpos",
        "connect e-commerce to 6xpos for Gino",
        "link sub-brand with 6xpos for Gino please",
        "6xpos for Gino in Bath. post-launch.",
        "Gino (Leeds) wants 6xpos, user gino-leeds",
        "6xpos pour Gino, contact : @gino-lyon",
        "Gino veut 6xpos à Paris. wifi : gino-paris",
        "ne pas connecter gino-lyon à 6xpos, ni Bella Vita",
        "on laisse tomber gino-lyon, 6xpos pour Bella Vita",
        "6xpos pour Gino, la brochure est dans offre-lyon.docx",
        "connecter Gino à 6xpos, tablette sm-t500 en caisse",
        "6xpos pour Gino à Vieux-Lille. vieux-lille",
    ],
)
def test_words_of_everyday_files_hosts_and_codes_are_no_slugs(text: str) -> None:
    assert slugs(text) == []


@pytest.mark.parametrize("name", ["Moulin Bleu (Lausanne)", "Moulin Bleu, Lausanne", "Moulin Bleu : Lausanne"])
def test_no_sign_stands_in_the_name_that_a_slug_is_told_by(name: str) -> None:
    (store,) = heard(f"Notre client {name} veut 6xpos. Le tout pour demain. Slug : moulin-bleu-lausanne").stores
    assert store.name == "Moulin Bleu Lausanne"


def test_a_town_is_no_slug_though_one_is_called_so() -> None:
    known = Known([], [("Pizza du Port", "lyon")])
    assert heard("On connecte Gino à 6xpos ? lyon.", known, asked=True).stores == ()
