"""Who may say yes: the group and APPROVERS, one without the other, the group while Slack cannot say who is in it; and
to one's own request."""

from datetime import timedelta

import pytest
import requests

from bot.process.group_watch import GroupWatch
from bot.sandbox import seed
from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CLAIRE, NORA, TOKEN, TOM, Stage, shown
from tests.waiting import until
from workflows.rules.states import State

WITHOUT_GROUP = pytest.mark.parametrize(
    "settings_overrides", [{"PARTNERSHIPS_USERGROUP": "", "APPROVERS": f"{AMELIE},{NORA}"}]
)
NORA_IS_NAMED = pytest.mark.parametrize("settings_overrides", [{"APPROVERS": NORA}])
TRY_AGAIN = "Réessaie dans une minute"


def slack_cannot_say(stage: Stage) -> None:
    """Whoever was known to be in the group is so no longer, and Slack does not answer who is."""
    stage.workspace.faults.add(Fault("slack", "usergroups.users.list", "refuse", status=500, times=None))
    stage.workspace.clock.advance(timedelta(minutes=2))


@NORA_IS_NAMED
def test_while_slack_cannot_say_the_named_approve_and_the_group_reads_try_again(stage: Stage) -> None:
    request = stage.request()
    slack_cannot_say(stage)
    for action in ("approve", "reject", "ask_changes"):
        stage.click(AMELIE, request, action)
        assert TRY_AGAIN in shown(stage.top_modal(AMELIE))
        assert not stage.top_modal(AMELIE)["state"]["values"]
        stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    stage.click(NORA, request, "approve")
    stage.as_(NORA).submit(stage.top_modal(NORA)["id"])
    stage.settle()
    stage.click(AMELIE, request, "cancel")  # which the card has once it is approved
    assert TRY_AGAIN in stage.ephemerals(AMELIE)[-1]
    assert stage.state(request) is State.APPROVED
    stage.give_token(request, who=NORA)
    assert stage.state(request) is State.DELIVERED


@NORA_IS_NAMED
def test_while_slack_cannot_say_the_named_do_not_approve_their_own(stage: Stage) -> None:
    own = stage.request(NORA)
    slack_cannot_say(stage)
    stage.click(NORA, own, "approve")
    assert stage.workspace.slack.modals(NORA) == []
    assert f"<@{AMELIE}>" in stage.ephemerals(NORA)[-1]
    assert stage.state(own) is State.SUBMITTED


def test_a_form_sent_while_slack_cannot_say_stays_open_with_what_was_typed(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    slack_cannot_say(stage)
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    assert TRY_AGAIN in stage.errors(AMELIE)["token"]
    assert stage.state(request) is State.SUBMITTED
    stage.workspace.faults.clear()
    stage.bot.services.approvers.refresh()
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED


@WITHOUT_GROUP
def test_without_a_group_the_named_are_mentioned_and_they_alone_approve(stage: Stage) -> None:
    until(lambda: stage.bot.not_ready() == {})
    request = stage.request()
    card = shown(stage.card(request))
    assert f"<@{AMELIE}>" in card
    assert f"<@{NORA}>" in card
    assert "subteam" not in card
    stage.workspace.clock.advance(timedelta(minutes=2))  # nothing is asked, so nothing is forgotten
    stage.click(TOM, request, "approve")
    assert stage.workspace.slack.modals(TOM) == []
    assert f"<@{AMELIE}>" in stage.ephemerals(TOM)[-1]
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert stage.workspace.calls.all("slack", "usergroups.users.list") == []


def sole_approver(stage: Stage) -> None:
    """Amélie is the only one in the group."""
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE])
    stage.bot.services.approvers.refresh()


def setting(value: str) -> dict[str, str]:
    return {"ALLOW_SELF_APPROVAL": value}


@pytest.mark.parametrize(
    ("settings_overrides", "others"),
    [(setting("never"), True), (setting("never"), False), (setting("alone"), True)],
)
def test_ones_own_request_is_refused_and_others_are_named(stage: Stage, others: bool) -> None:
    if not others:
        sole_approver(stage)
    own = stage.request(AMELIE)
    stage.click(AMELIE, own, "approve")
    assert stage.workspace.slack.modals(AMELIE) == []
    assert (f"<@{TOM}>" in stage.ephemerals(AMELIE)[-1]) is others
    assert f"<@{AMELIE}>" not in stage.ephemerals(AMELIE)[-1]
    assert stage.state(own) is State.SUBMITTED


@pytest.mark.parametrize(
    ("settings_overrides", "others"),
    [(setting("always"), True), (setting("always"), False), (setting("alone"), False)],
)
def test_ones_own_request_is_approved_and_the_audit_says_so(stage: Stage, others: bool) -> None:
    if not others:
        sole_approver(stage)
    own, claires = stage.request(AMELIE), stage.request(CLAIRE, brand="Autre", stores="Autre ; autre")
    for request in (own, claires):
        stage.click(AMELIE, request, "approve")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
        stage.settle()
        stage.give_token(request)
        stage.click(AMELIE, request, "details")
        stage.as_(AMELIE).click_in_view(stage.top_modal(AMELIE)["id"], "replace_token")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=f"{TOKEN}-2", reason="L’ancien a fuité")
        stage.settle()
        assert stage.state(request) is State.DELIVERED
    noted = {r.reference: [e.action for e in stage.picture(r).history if (e.details or {}).get("own_request")]
             for r in (own, claires)}  # fmt: skip
    assert noted == {own.reference: ["approve", "give_token", "replace_token"], claires.reference: []}
    stage.click(CLAIRE, own, "details")
    assert "sa propre demande" in shown(stage.top_modal(CLAIRE))


@pytest.mark.parametrize("settings_overrides", [setting("alone")])
def test_who_is_alone_no_longer_when_the_form_is_sent_is_refused(stage: Stage) -> None:
    sole_approver(stage)
    own = stage.request(AMELIE)
    stage.click(AMELIE, own, "approve")
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE, TOM])
    stage.bot.services.approvers.refresh()
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    assert f"<@{TOM}>" in shown(stage.top_modal(AMELIE))
    assert stage.state(own) is State.SUBMITTED


EMPTY = pytest.mark.parametrize("settings_overrides", [{}, {"APPROVERS": NORA}], ids=["nobody", "one named"])


@EMPTY
def test_an_empty_group_is_said_by_readiness_card_and_click(stage: Stage, settings_overrides: dict[str, str]) -> None:
    watch = GroupWatch(stage.bot.database, stage.workspace.clock, stage.bot.services.approvers)
    until(lambda: stage.bot.not_ready() == {})
    request = stage.request()
    stage.workspace.slack.set_usergroup_members(seed.USERGROUP, [])
    watch.tick()
    stage.settle()
    readiness = requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=10)
    assert readiness.json()["reasons"] == {"approvers": "group_empty"}
    stage.click(TOM, request, "approve")
    told, card = stage.ephemerals(TOM)[-1], shown(stage.card(request))
    if settings_overrides:
        assert readiness.status_code == 200
        assert f"<@{NORA}>" in told
        assert "Personne ne peut valider" not in card
        return
    assert readiness.status_code == 503
    assert "nobody is in it at the moment" in told
    assert "Personne ne peut valider pour l’instant" in card
    cards = len(stage.workspace.calls.all("slack", "chat.update"))
    watch.tick()
    stage.settle()
    assert len(stage.workspace.calls.all("slack", "chat.update")) == cards, "said once"
    stage.workspace.slack.set_usergroup_members(seed.USERGROUP, [AMELIE])
    watch.tick()
    stage.settle()
    assert "Personne ne peut valider" not in shown(stage.card(request))
    assert stage.bot.not_ready() == {}
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED


@pytest.mark.parametrize("settings_overrides", [{"PARTNERSHIPS_USERGROUP": "S0DISABLED"}])
def test_a_disabled_group_has_no_members_and_is_not_asked_again_and_again(stage: Stage) -> None:
    request = stage.request()
    stage.bot.services.approvers.refresh()
    assert stage.bot.not_ready()["approvers"] == "group_disabled"
    stage.click(AMELIE, request, "approve")
    assert "il est vide pour l’instant" in stage.ephemerals(AMELIE)[-1]
    assert stage.state(request) is State.SUBMITTED
