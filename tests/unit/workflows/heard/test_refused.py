"""What is refused in a sentence, and what is wished beside it."""

import pytest

from workflows.rules.heard import Intent, heard


@pytest.mark.parametrize(
    "text",
    [
        "Notre client de longue date Chez Gino passe sur 6xpos, slug gino-lyon",
        "Bienvenue à Chez Gino qui passe sur 6xpos, vous pouvez connecter gino-lyon ?",
        "6xpos pour Chez Gino svp (gino-lyon), je suis dispo pour un call si besoin",
        "No worries, can you connect Chez Gino (gino-lyon) to 6xpos please?",
        "The owner of Chez Gino is over the moon about 6xpos, please connect gino-lyon",
        "le bureau est fermé demain, pouvez-vous connecter Chez Gino (gino-lyon) à 6xpos aujourd'hui ?",
        "Chez Gino a été racheté par Nova et passe sur 6xpos, connectez gino-lyon svp",
        "Leur ancienne caisse est en panne, pouvez-vous connecter Chez Gino (gino-lyon) à 6xpos ?",
        "Chez Gino trouvait Zelty trop cher, il passe sur 6xpos : gino-lyon, merci de connecter",
        "on garde le créneau de jeudi, d'ici là connectez Chez Gino (gino-lyon) à 6xpos svp",
        "for your information they signed, please connect Chez Gino to 6xpos, slug gino-lyon",
        "je vous redis : connectez Chez Gino à 6xpos svp, gino-lyon",
        "6xpos pour Chez Gino : gino-lyon pas avant lundi svp",
        "6xpos for Chez Gino: gino-lyon isn't ready on the till side yet, please prepare it",
        "6xpos pour Chez Gino : gino-lyon suivra le même chemin que les autres",
        "6xpos pour Chez Gino : gino-lyon, il garde sa caisse mais passe au logiciel 6xpos",
        "Le client ne veut plus de Zelty, merci de connecter Chez Gino (gino-lyon) à 6xpos",
        "Gino Paris n'est pas concerné, par contre il faudrait brancher Gino Lyon (gino-lyon) sur 6xpos",
        "Pas besoin de refaire le compte, connectez juste Chez Gino (gino-lyon) à 6xpos svp",
        "Leur imprimante ne marche plus, mais ce n'est pas pour ça : pouvez-vous connecter gino-lyon à 6xpos ?",
        "Je ne serai pas là demain, est-ce que vous pouvez connecter Chez Gino (gino-lyon) à 6xpos d'ici là ?",
        "Rien à voir avec le ticket de ce matin, j'aimerais connecter Chez Gino (gino-lyon) à 6xpos",
        "The Paris one stays on its till, but please connect Chez Gino Lyon (gino-lyon) to 6xpos",
        "We had a problem with the printer, that's solved, could you now connect Chez Gino (gino-lyon) to 6xpos?",
        "Finalement Bordeaux ne se fait pas, on connecte uniquement Chez Gino Lyon (gino-lyon) à 6xpos svp",
        "Désolé pour hier c'était pas clair, il faut connecter Chez Gino (gino-lyon) à 6xpos",
        "No need to call the client, just connect Chez Gino (gino-lyon) to 6xpos please",
        "la réunion est annulée mais il faut quand même connecter Chez Gino (gino-lyon) à 6xpos",
        "Ils ne sont plus chez Lightspeed depuis lundi, pouvez-vous les passer sur 6xpos (Chez Gino, slug gino-lyon) ?",
    ],
)
def test_what_is_said_beside_a_wish_refuses_nothing(text: str) -> None:
    found = heard(text, needs_6xpos=True)
    assert (found.intent, [store.slug for store in found.stores]) == (Intent.ASK, ["gino-lyon"])


@pytest.mark.parametrize(
    "text",
    [
        "On voulait connecter Chez Gino (gino-lyon) à 6xpos mais le client ne veut plus",
        "Il fallait connecter Chez Gino (gino-lyon) à 6xpos, finalement non",
        "Je voulais vous demander de connecter Chez Gino (gino-lyon) à 6xpos, mais laissez tomber",
        "Finalement, on ne connecte plus Chez Gino (gino-lyon) à 6xpos",
        "Merci d'annuler, on ne veut plus connecter Chez Gino (gino-lyon) à 6xpos",
        "Annulez svp, le client ne veut plus passer sur 6xpos (Chez Gino, gino-lyon)",
        "Pas la peine de connecter Chez Gino (gino-lyon) à 6xpos, ils partent chez Zelty",
        "Ne connectez pas Chez Gino (gino-lyon) à 6xpos, ils veulent réfléchir",
        "Chez Gino (gino-lyon) ne veut plus de 6xpos, ils voulaient passer dessus en mars",
        "Le client a refusé, donc on oublie la connexion de Chez Gino (gino-lyon) à 6xpos",
        "Plus besoin de connecter Chez Gino (gino-lyon), ils vont rester sur Zelty au lieu de 6xpos",
        "Please hold off on 6xpos for Chez Gino (gino-lyon), they want to think about it",
        "Don't connect Chez Gino (gino-lyon) to 6xpos yet, they need to sign first",
        "They changed their mind, they no longer want to move Chez Gino (gino-lyon) to 6xpos",
        "We don't need 6xpos for Chez Gino any more, please remove gino-lyon",
        "Chez Gino n'ira pas sur 6xpos, ils ont besoin d'un truc moins cher (gino-lyon)",
        "On ne connecte pas Chez Gino tout de suite, il faut d'abord que 6xpos installe les caisses (gino-lyon)",
        "Stop, ne faites rien pour Chez Gino (gino-lyon), il faut que je revoie avec 6xpos",
        "Je n'ai plus besoin de la connexion 6xpos de Chez Gino (gino-lyon), merci de la supprimer",
        "Le client renonce à 6xpos pour l'instant, il veut connecter Chez Gino (gino-lyon) l'an prochain",
        "C'est réglé, vous pouvez oublier Chez Gino (gino-lyon) sur 6xpos",
    ],
)
def test_what_is_refused_of_the_brand_or_of_6xpos_is_not_wished_beside_it(text: str) -> None:
    assert heard(text, needs_6xpos=True).intent is Intent.OTHER


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
        "6xpos pour Chez Gino, la liste sans gino-nantes :\n- Lyon : gino-lyon\n- Nantes : gino-nantes",
        "6xpos for Chez Gino please, all of it without Nantes:\n- Lyon: gino-lyon\n- Nantes: gino-nantes",
        "6xpos pour Chez Gino\n- gino-lyon\n- gino-nantes\nen fait oubliez Nantes (gino-nantes), il garde Zelty",
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
        "Chez Gino, 6xpos : Lyon (gino-lyon) et Nantes (gino-nantes). Nantes c'est pour après les "
        "travaux, on n'y touche pas",
        "please connect Chez Gino to 6xpos: Lyon (gino-lyon), Nantes (gino-nantes). Nantes is on hold "
        "until the lease is signed, so only Lyon",
        "6xpos Chez Gino : gino-lyon, gino-nantes. Ce dernier est fermé, ne le connectez pas",
        "6xpos for Chez Gino: gino-lyon and gino-nantes. The latter has been sold, leave it",
        "On branche Chez Gino sur 6xpos :\n✅ gino-lyon\n⏳ gino-nantes (en attente de signature)",
        "Chez Gino 6xpos\nÀ connecter : gino-lyon\nÀ ne pas connecter : gino-nantes",
        "Chez Gino 6xpos\nTo connect: gino-lyon\nNot yet: gino-nantes",
        "Chez Gino 6xpos\nOui : gino-lyon\nNon : gino-nantes",
        "6xpos pour Chez Gino : gino-lyon svp. gino-nantes a rendu les clés, donc pas concerné",
        "6xpos pour Chez Gino : gino-lyon svp. Le gérant de Nantes (gino-nantes) réfléchit encore",
        "connect gino-lyon (Chez Gino) to 6xpos. gino-nantes will be a separate request",
        "connect gino-lyon (Chez Gino) to 6xpos. We'll do gino-nantes next quarter",
        "Chez Gino : gino-lyon passe sur 6xpos lundi, à connecter svp. gino-nantes garde Lightspeed encore un an",
        "6xpos pour Chez Gino : gino-lyon. (gino-nantes est chez un autre éditeur)",
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
        "6xpos pour Chez Gino : gino-lyon (déjà client Pongo), gino-nantes (nouveau)",
        "6xpos pour Chez Gino : gino-lyon et gino-nantes, ils ferment le lundi",
        "6xpos pour Chez Gino : Lyon (gino-lyon), Nantes (gino-nantes), le reste plus tard",
        "6xpos pour Chez Gino : gino-lyon, gino-nantes. Les autres restos viendront plus tard",
        "6xpos pour Chez Gino : gino-lyon, gino-nantes, les autres restent sur Zelty pour l'instant",
        "Merci de connecter Chez Gino à 6xpos : gino-lyon, gino-nantes. Ignorez mon message précédent",
        "Please connect Chez Gino to 6xpos: gino-lyon and gino-nantes (they opened later than planned)",
        "Chez Gino a fermé son compte Zelty, à connecter à 6xpos : gino-lyon et gino-nantes",
        "gino-lyon est déjà équipé en 6xpos, gino-nantes le sera lundi : vous pouvez connecter Chez Gino ?",
        "Pas encore connectés à 6xpos chez Gino : gino-lyon et gino-nantes, vous pouvez vous en occuper ?",
        "Restos de Chez Gino pas encore branchés sur 6xpos :\n- gino-lyon\n- gino-nantes\nVous pouvez le faire ?",
        "6xpos pour Chez Gino svp, à faire avant l'été : gino-lyon, gino-nantes. Ne tardez pas, ils ont déjà signé",
        "6xpos pour Chez Gino : gino-lyon (caisse déjà installée), gino-nantes (caisse installée mardi)",
        "6xpos pour Chez Gino : gino-lyon (attention, pas gino-lyon2 qui est fermé), gino-nantes",
        "Hey team, Chez Gino sold us on it: connect gino-lyon and gino-nantes to 6xpos pls",
        "connect Chez Gino to 6xpos: gino-lyon, gino-nantes. They're closing at 3pm today so call before",
        "Chez Gino refuse d'attendre, il faut connecter gino-lyon et gino-nantes à 6xpos cette semaine",
        "6xpos pour Chez Gino : gino-lyon, gino-nantes. Laissez tomber le rdv de demain",
        "Could you connect Chez Gino to 6xpos? gino-lyon (already on Pongo since May) and gino-nantes (since June)",
        "6xpos pour Chez Gino, gino-lyon à faire tout de suite et gino-nantes un peu plus tard dans la semaine",
        "Chez Gino passe sur 6xpos : gino-lyon ferme pour travaux en mai mais on le connecte avant, et "
        "gino-nantes aussi",
        "6xpos pour Chez Gino : gino-lyon, je n'ai pas encore l'adresse, et gino-nantes",
        "6xpos : Chez Gino, gino-lyon et gino-nantes, le client a déjà relancé deux fois",
        "Salut, pour Chez Gino il faut 6xpos sur gino-lyon, gino-nantes ; pour mémoire le contact est Paul",
    ],
)
def test_what_is_refused_beside_two_restaurants_leaves_out_neither(text: str) -> None:
    found = heard(text, needs_6xpos=True)
    slugs = sorted(store.slug for store in found.stores)
    assert (found.intent, slugs) == (Intent.ASK, ["gino-lyon", "gino-nantes"])


@pytest.mark.parametrize("sign", ["§", "§7", "§x", "⦅", "⦆ §0", "§§1"])
def test_signs_that_nobody_types_say_nothing(sign: str) -> None:
    found = heard(f"6xpos pour Chez Gino {sign} : gino-lyon, pas gino-nantes, et gino-pau {sign} svp")
    assert [store.slug for store in found.stores] == ["gino-lyon", "gino-pau"]
