"""How it all stands, for approvers, at any time: by command, and in their Home."""

from tests.scenarios.stage import AMELIE, CLAIRE, NORA, TOM, Stage, shown
from tests.scenarios.steps import home_of, tick_at


def stats(stage: Stage, who: str, typed: str = "stats") -> str:
    stage.as_(who).command("/6xpos-request", typed)
    return stage.ephemerals(who)[-1]


def test_approvers_read_how_it_stands_and_nobody_else(stage: Stage) -> None:
    old, other = stage.request(), stage.request(NORA, brand="Chez Zoé", stores="Zoé ; zoe")
    tick_at(stage, 2026, 11, 24, 17, 0)
    tick_at(stage, 2026, 11, 25, 11, 0)  # a working day and an hour after it was asked for
    stage.request(NORA, brand="Chez Gino", stores="Gino ; gino")
    stage.give_token(other)
    told = stats(stage, AMELIE)
    assert "*3 demandes en attente*\u00a0: Validation 2, Activation chez 6xpos 1" in told
    assert "La plus ancienne\u00a0: *Boulangerie Émile* (<https://" in told
    assert f"|{old.reference}>), en attente de l’équipe partenariats depuis mardi 24 novembre" in told
    assert "*1 token livré* ce mois-ci" in told
    assert "Cette semaine\u00a0: 3 demandes reçues, 0 marque en service" in told
    assert "La semaine dernière\u00a0: 0 demande reçue" in told
    assert "Validation 1,1\u00a0j" in told
    assert "3 requests waiting" in stats(stage, TOM, "statistiques")
    refused = stats(stage, CLAIRE)
    assert f"<@{AMELIE}>" in refused
    assert "en attente" not in refused
    stage.as_(AMELIE).open_home()
    assert told in shown(home_of(stage, AMELIE))
    stage.as_(CLAIRE).open_home()
    assert "livré* ce mois-ci" not in shown(home_of(stage, CLAIRE))


def test_a_month_begins_anew(stage: Stage) -> None:
    stage.give_token(stage.request())
    tick_at(stage, 2026, 12, 1, 10, 0)
    assert "*0 token livré* ce mois-ci" in stats(stage, AMELIE)
