"""What is said beside a slug that makes it none of the request: denied, corrected, done, later, or no slug at all."""

import pytest

from workflows.rules.heard import Intent, heard


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("ce n'est pas gino-lyon mais gino-bron qu'il faut relier à 6xpos", ["gino-bron"]),
        ("6xpos for Gino: slugs gino-bron, gino-nice instead of gino-lyon", ["gino-bron", "gino-nice"]),
        ("6xpos pour Gino, ancien slug gino-lyon, nouveau : gino-bron", ["gino-bron"]),
        ("6xpos for *Gino*, no slugs yet", []),
        ("un client, La Tia, veut 6xpos, slug la-tia-bron, muchas gracias", ["la-tia-bron"]),
        ("6xpos pour oh my naan, slug ohmynaan", ["ohmynaan"]),
        ("6xpos for Gino, a state-of-the-art till, plug-n-play", []),
        ("6xpos pour Gino sur-le-champ svp, #gino-lyon-2, merchant id 88", []),
        ("6xpos pour Gino, slug gino lyon", []),
        ("6xpos pour Gino, slug gino-lyon, pardon, c'est gino-lyon2", ["gino-lyon2"]),
        ("6xpos pour Gino : gino-lyon. Oups, j'ai oublié gino-bron", ["gino-lyon", "gino-bron"]),
        ("6xpos for Gino: gino-lyon is the good slug, gino-test is mine, don't use it", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon (already have gino-bron)", ["gino-lyon"]),
        ("6xpos pour Gino, le wifi de la salle c'est box-gino-5g", []),
        ("6xpos pour Mamie Nova Street. Le seul restaurant : mns-lomme.", ["mns-lomme"]),
        ("6xpos pour Pour de Bon ! pourdebon-cergy", ["pourdebon-cergy"]),
        ("please link moonlight-diner and sababa-gent with 6xpos", ["moonlight-diner", "sababa-gent"]),
        ("6xpos pour Gino. Slugs: gino-lyon ; gino-bron", ["gino-lyon", "gino-bron"]),
        ("6xpos maintenance for Gino tonight 2-4am", []),
        ("6xpos pour la pizzeria Gino dont le slug pongo est pizzagino", ["pizzagino"]),
        ("6xpos pour Gino, sulg : ginolyon", ["ginolyon"]),
        ("6xpos pour Gino ; slug gino - lyon", []),
        ("6xpos pour Gino svp, code GINO-2026-NOEL", []),
        ("6xpos pour Gino à saint-jean-de-luz svp", []),
        ("6xpos for Gino, the file is called gino-export-final", []),
        ("6xpos for Gino, mac address aa-bb-cc-dd-ee-ff", []),
        ("6xpos pour Gino : gino-lyon. NB : ne pas utiliser gino-test", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon (oubliez gino-ete, c'était le stand)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon. On ne touche pas à gino-bron", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon (gino-bron n'existe plus)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon. gino-bron c'était l'ancien", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon (ignore gino-popup, that was the summer stand)", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon. Please do not touch gino-bron", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon (fermé le lundi). Et n'oubliez pas gino-bron", ["gino-lyon", "gino-bron"]),
        ("6xpos for Gino: gino-lyon (closed on Mondays). Don't forget gino-bron", ["gino-lyon", "gino-bron"]),
        ("merci de ne pas tarder à connecter Gino à 6xpos, slug gino-lyon", ["gino-lyon"]),
        ("6xpos pour que leurs clients soient crédités chez Gino (gino-lyon)", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon, leave out gino-bron, gino-nice closed in May", ["gino-lyon"]),
        ("Gino are up next for 6xpos gino-lyon", ["gino-lyon"]),
        ("6xpos pour Gino, slug gino-lyon (l'ancien, gino57, n'est plus bon)", ["gino-lyon"]),
        ("6xpos for Gino. gino-old is the old slug (closed), the right one is gino-lyon", ["gino-lyon"]),
        ("6xpos pour Gino, slug gino-lyon\neuh non gino-bron pardon", ["gino-bron"]),
        ("6xpos pour Gino, slug ginolyon. Pardon, c'est ginolyon2", ["ginolyon2"]),
        (
            "6xpos pour Gino Lyon, les slugs ginolyon1 ginolyon2 ginolyon4 merci",
            ["ginolyon1", "ginolyon2", "ginolyon4"],
        ),
        ("6xpos pour Zia Rosa, le slug tout simple : ziarosa", ["ziarosa"]),
        ("6xpos pour Zia, le slug pas encore connu : bientôt", []),
        ("6xpos pour Zia Rosa, l'ancien slug était zia-rosa, c'est maintenant zia-rosa-pau", ["zia-rosa-pau"]),
        ("6xpos pour Maison Cabillaud. Il est sous maisoncabillaud chez nous", ["maisoncabillaud"]),
        ("6xpos pour l'atelier mochi, un resto, `ateliermochi75`", ["ateliermochi75"]),
        (
            "6xpos pour smash et cie\nlille → smc-lille\nroubaix → smc-rbx\nvannes → smc-va",
            ["smc-lille", "smc-rbx", "smc-va"],
        ),
        ("6xpos for Gino: gino-lyon to start with, gino-bron later on, but not now", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon, and gino-bron later today please", ["gino-lyon", "gino-bron"]),
        ("6xpos pour Gino : gino-lyon, et gino-bron qui reste sur Zelty", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon, gino-bron mais celui-là garde sa caisse", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon. gino-test est pour la démo", ["gino-lyon"]),
        ("6xpos pour Gino : gino-test", ["gino-test"]),
        ("il souhaite qu'on mette chickenstreet13 sur 6xpos, Chicken Street 13 compte sur nous", ["chickenstreet13"]),
        ("un petit branchement 6xpos sur saladsociety stp, contrat signé par Salad Society", ["saladsociety"]),
        (
            "6xpos pour Gino Lyon : j'ai écrit ginolyon mais Tom dit que c'était l'ancien, c'est gino-lyon-2",
            ["gino-lyon-2"],
        ),
        ("6xpos pour Gino : gino-new/gino-bar svp", ["gino-new", "gino-bar"]),
        ("6xpos pour Gino, slug gino-lyon-2 (oups, pas gino-lyon)", ["gino-lyon-2"]),
        ("6xpos pour Gino, slug gino-lyon-2. Pardon, l'ancien slug gino-lyon ne sert plus", ["gino-lyon-2"]),
        (
            "6xpos for Gino: gino-a1, gino-b2, gino-c3. Free the first two months only",
            ["gino-a1", "gino-b2", "gino-c3"],
        ),
        ("6xpos pour Gino : gino-a1, gino-b2, gratuit seulement les deux premiers mois", ["gino-a1", "gino-b2"]),
        ("6xpos pour Gino : gino-lyon (gino-bron suivra en septembre)", ["gino-lyon"]),
        ("6xpos pour Gino\n- gino-lyon\n- ~gino-bron~ (fermé)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon-2024 (pas le gino-lyon tout court, doublon)", ["gino-lyon-2024"]),
        ("6xpos pour Gino, le slug a changé : c'est plus gino-lyon mais gino-bron", ["gino-bron"]),
        ("6xpos pour Gino : gino-lyon, gino-bron ce sera en septembre", ["gino-lyon"]),
        ("6xpos pour La Paillote, c'est paillote42 comme identifiant", ["paillote42"]),
        ("6xpos pour Gino : gino-lyon (pas la peine de faire gino-bron, ils ont une autre caisse)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon (j'avais mis gino-lion, oubliez)", ["gino-lyon"]),
        ("6xpos pour Gino\n:white_check_mark: gino-lyon\n:x: gino-bron (en avril)", ["gino-lyon"]),
        ("encore un pour 6xpos le relais des weppes relaisdesweppes59 celui la est formé", ["relaisdesweppes59"]),
        ("6xpos pour Gino : gino-lyon. Pour gino-bron on attend encore, ne le faites pas", ["gino-lyon"]),
        ("6xpos pour Gino, prenez gino-lyon-2, l'ancien slug gino-lyon ne sert plus", ["gino-lyon-2"]),
        ("6xpos for Gino: gino-lyon, like the others (gino-bron and gino-pau are done already)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon, (gino-bron et gino-pau sont fermés)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-pau\ngino-lyon, gino-lyon et gino-bron sont fermés", ["gino-pau"]),
        ("6xpos pour Gino : gino-lyon et gino-bron (sont ouverts depuis lundi)", ["gino-lyon", "gino-bron"]),
        ("6xpos pour Gino : gino-lyon svp (gino-bron ne bouge pas)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon (y a aussi gino-bron mais c'est fermé pour travaux)", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon. Bron (gino-bron) pas avant janvier", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon. Celui du centre (gino-bron) garde Zelty", ["gino-lyon"]),
        ("6xpos pour Gino, il ne reste que gino-lyon, gino-bron reste à connecter aussi", ["gino-lyon", "gino-bron"]),
        ("6xpos pour Gino avec le slug gino-lyon-2. L'ancien, gino-lyon, on oublie", ["gino-lyon-2"]),
        ("6xpos pour Gino : gino-lyon-2, l'autre (gino-lyon) marche déjà très bien", ["gino-lyon-2"]),
        ("En plus de gino-lyon qui tourne déjà avec 6xpos, rajoutez gino-bron", ["gino-bron"]),
        ("6xpos pour Gino (gino-bron), comme ce que vous avez fait mardi pour Soba House (soba-house)", ["gino-bron"]),
        ("6xpos pour Gino : j'ai donné gino-lyon au lieu de gino-bron", ["gino-bron"]),
        ("6xpos for Gino: I sent gino-lyon instead of gino-bron", ["gino-bron"]),
        ("6xpos pour Gino : gino-bron au lieu de gino-lyon", ["gino-bron"]),
        ("6xpos pour Gino : gino-lyon et gino-chambry\nScusate, gino-chambery", ["gino-lyon", "gino-chambery"]),
        ("6xpos pour Gino : gino-lyon (on n'y touche pas avant lundi :ok_hand:)", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon. gino-bron has been connected since March", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon. gino-bron était prévu mais non", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon, comme on l'avait fait pour gino-bron", ["gino-lyon"]),
        ("6xpos pour Gino, celui de Lyon (gino-lyon), celui de Bron reste chez Tiller (gino-bron)", ["gino-lyon"]),
        ("6xpos for Gino: gino-lyon. Bron (gino-bron) isn't ready", ["gino-lyon"]),
        ("6xpos pour Gino : gino-lyon, gino-bron, gino-pau, seulement les deux premiers", ["gino-lyon", "gino-bron"]),
        ("only the first two for 6xpos please: gino-lyon, gino-bron, gino-pau", ["gino-lyon", "gino-bron"]),
        ("6xpos pour La Bonne Pâte, le slug c'est labonnepate, sans tiret ni rien", ["labonnepate"]),
        ("6xpos pour Bao Bistrot, les deux (baobistrot et baobistrot-2)", ["baobistrot", "baobistrot-2"]),
        ("6xpos pour Gino\nLyon\tgino-lyon\t6xpos\nBron\tgino-bron\tZelty", ["gino-lyon"]),
        (
            "6xpos pour Gino, caisse actuelle à droite\nLyon\tgino-lyon\tZelty\nBron\tgino-bron\tTiller",
            ["gino-lyon", "gino-bron"],
        ),
        ("6xpos pour KR\nslug        nom\nkr01    KR Gare\nkr02    KR Fac", ["kr01", "kr02"]),
        ("6xpos pour Gino, slug gino-lyon. Oups, c'est gino-lyon2, l'autre est fermé", ["gino-lyon2"]),
        ("6xpos pour Les Pieds dans l'Eau svp (lpde-arcachon)", ["lpde-arcachon"]),
        ("6xpos pour Gino, facture FA-2026-0311, voir 6xpos-pitch_v3\nnetwork: gino-guest_2", []),
    ],
)
def test_a_slug_that_is_taken_back_and_a_word_behind_one_are_none(text: str, slugs: list[str]) -> None:
    assert [store.slug for store in heard(text).stores] == slugs


@pytest.mark.parametrize(
    "text",
    [
        "6xpos pour Chez Gino : Lyon (gino-lyon) oui, Nantes (gino-nantes) pas de 6xpos",
        "Chez Gino : pas de 6xpos pour Nantes (gino-nantes), mais Lyon (gino-lyon) à connecter svp",
        "Chez Gino a renoncé à 6xpos pour Nantes (gino-nantes), par contre on connecte Lyon (gino-lyon)",
        "On annule Nantes (gino-nantes) et on garde Lyon (gino-lyon) pour 6xpos, Chez Gino, merci de connecter",
        "merci de connecter Chez Gino à 6xpos : gino-lyon. On laisse tomber gino-nantes",
        "merci de connecter Chez Gino à 6xpos : gino-lyon, on laisse tomber gino-nantes",
        "Could you connect Chez Gino to 6xpos: gino-lyon only, gino-nantes decided to stay with Square",
        "Could you connect Chez Gino Lyon (gino-lyon) to 6xpos, they no longer want it for Nantes (gino-nantes)",
        "Connect Chez Gino to 6xpos: Lyon (gino-lyon). They cancelled Nantes (gino-nantes) so leave that one out",
        "Le resto de Nantes (gino-nantes) ne passera pas sur 6xpos, uniquement Lyon (gino-lyon), "
        "pouvez-vous le connecter ? C'est Chez Gino",
        "Nantes (gino-nantes) is not going ahead with 6xpos but Lyon (gino-lyon) is, please connect it. "
        "Brand: Chez Gino",
        "6xpos pour Chez Gino svp\n- Lyon : gino-lyon\n- Nantes : gino-nantes (annulé)",
        "6xpos pour Chez Gino svp\n- Lyon : gino-lyon\n- Nantes : gino-nantes -> ne veut plus",
        "6xpos pour Chez Gino svp\n- Lyon : gino-lyon OK\n- Nantes : gino-nantes KO, ils ont refusé",
        "6xpos pour Chez Gino svp\n- Lyon (gino-lyon)\n- Nantes (gino-nantes) NON, ils gardent leur caisse",
        "Chez Gino, branchement 6xpos svp\nresto | slug | à connecter ?\nLyon | gino-lyon | oui\nNantes "
        "| gino-nantes | non",
        "Chez Gino, branchement 6xpos svp\nresto | slug | 6xpos\nLyon | gino-lyon | oui\nNantes | "
        "gino-nantes | non, reste sur Zelty",
        "please connect Chez Gino to 6xpos (gino-lyon), the other one (gino-nantes) is closing so ignore it",
        "On devait brancher Nantes (gino-nantes) sur 6xpos mais c'est mort, on fait juste Lyon "
        "(gino-lyon) pour Chez Gino",
        "Contrairement à gino-nantes qui n'est plus intéressé, gino-lyon passe bien sur 6xpos : vous "
        "pouvez connecter Chez Gino ?",
    ],
)
def test_of_two_restaurants_the_one_that_is_refused_is_left_out(text: str) -> None:
    found = heard(text, needs_6xpos=True)
    assert (found.intent, [store.slug for store in found.stores]) == (Intent.ASK, ["gino-lyon"])


@pytest.mark.parametrize(
    "text",
    [
        "6xpos pour Chez Gino : gino-lyon (pas besoin de recréer le compte) et gino-nantes, merci de connecter",
        "Pas besoin de refaire le compte pour Chez Gino, connectez gino-lyon et gino-nantes à 6xpos svp",
        "Chez Gino ne veut plus de Zelty : connectez gino-lyon et gino-nantes à 6xpos",
        "Ne tardez pas svp : 6xpos pour Chez Gino, gino-lyon et gino-nantes",
        "N'oubliez pas gino-nantes cette fois, 6xpos pour Chez Gino, avec gino-lyon",
        "Don't wait for the contract, please connect Chez Gino (gino-lyon and gino-nantes) to 6xpos",
        "The printer of gino-lyon doesn't work, that's for support, but please connect Chez Gino to "
        "6xpos: gino-lyon and gino-nantes",
        "Chez Gino a annulé son contrat Zelty, donc à connecter à 6xpos : gino-lyon, gino-nantes",
        "6xpos pour Chez Gino : gino-lyon, gino-nantes. Annulez le rdv de jeudi svp",
        "On a arrêté Zelty chez gino-lyon et gino-nantes, merci de connecter Chez Gino à 6xpos",
        "Since we no longer use Square at gino-lyon, please connect Chez Gino to 6xpos (gino-lyon, gino-nantes)",
        "gino-lyon est en retard donc ne perdons pas de temps, 6xpos pour Chez Gino : gino-lyon, gino-nantes",
    ],
)
def test_what_is_refused_beside_two_restaurants_leaves_out_neither(text: str) -> None:
    found = heard(text, needs_6xpos=True)
    slugs = sorted(store.slug for store in found.stores)
    assert (found.intent, slugs) == (Intent.ASK, ["gino-lyon", "gino-nantes"])
