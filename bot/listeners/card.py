"""Clicks on buttons, and typing into the one input that answers while one types."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners import home
from bot.listeners.interaction import Interaction, Opened
from bot.listeners.request_form import draw_form, edited_values, open_form
from bot.listeners.store_import import form_key
from bot.listeners.token import refresh_survey
from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui.blocks import View, version_in
from bot.ui.card import ALIKE
from bot.ui.decisions import changes_form, reject_form, withdraw_form
from bot.ui.details import details, page_of
from bot.ui.request_form import read_form
from bot.ui.token import draw_token_form, replace_form
from bot.ui.token_check import checking_token, token_gone
from workflows.requests.alike_row import NEW_ROW, THIS_ROW
from workflows.requests.queries import Picture
from workflows.requests.results import Done, Missed, Refused
from workflows.rules.policy import Action, Reason, Verdict, decide
from workflows.rules.states import LIVE, Event


def register(app: App, services: Services) -> None:
    """Attaches the buttons."""

    def listen(action: str, do: Callable[[Interaction], object]) -> None:
        @app.action(action)
        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            do(Interaction(services, body, client))

    listen(Action.APPROVE, lambda interaction: _open_token(interaction, Action.APPROVE))
    listen(Action.GIVE_TOKEN, lambda interaction: _open_token(interaction, Action.GIVE_TOKEN))
    listen(Action.REJECT, lambda i: _open_guarded(i, Action.REJECT, lambda t, p: reject_form(t, p.request)))
    listen(Action.ASK_CHANGES, lambda i: _open_guarded(i, Action.ASK_CHANGES, lambda t, p: changes_form(t, p.request)))
    listen(Action.EDIT, _edit)
    listen(Action.DETAILS, _details)
    listen(Action.REPLACE, lambda i: _turn_into(i, Action.REPLACE, lambda t, p: replace_form(t, p)))
    listen(Action.WITHDRAW, lambda i: _turn_into(i, Action.WITHDRAW, lambda t, p: withdraw_form(t, p.request)))
    listen("details_previous", _turn_page)
    listen("details_next", _turn_page)
    listen("brand", _brand_typed)
    listen("check_again", _check_again)

    def transact(action: Action, event: Event) -> None:
        @app.action(action)
        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            # Stored before the ack: what Slack was told is done must survive us.
            _transact(Interaction(services, body, client), action, event, ack)

    transact(Action.CANCEL, Event.CANCEL)
    transact(Action.RETRY, Event.RETRY)

    @app.action(THIS_ROW)
    def this_row(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _choose_row(Interaction(services, body, client), THIS_ROW, ack)

    @app.action(NEW_ROW)
    def new_row(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _choose_row(Interaction(services, body, client), NEW_ROW, ack)

    @app.action(re.compile(r"^link_"))
    def link(ack: Ack) -> None:
        ack()  # Slack opens the link by itself, and tells us all the same

    @app.action(re.compile(r".*"))
    def unknown(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        Interaction(services, body, client).tell(answers.not_found)


def picture_of(interaction: Interaction, request_id: str) -> Picture | None:
    """The request of that id; None, having told the person, where there is none."""
    queries = interaction.services.queries
    request = queries.request(request_id, interaction.team)
    if request is None:
        interaction.tell(answers.not_found)
        return None
    return queries.picture(request.id)


def _verdict(interaction: Interaction, action: Action, picture: Picture) -> Verdict:
    services = interaction.services
    return decide(
        action,
        picture.request.state,
        picture.request.requester,
        interaction.person,
        services.settings.allow_self_approval,
    )


def _open_guarded(
    interaction: Interaction, action: Action, draw: Callable[[Texts, Picture], View]
) -> tuple[Opened, Picture] | None:
    """Opens the action's modal for those who may; tells the others why not. Answers what was opened."""
    picture = picture_of(interaction, interaction.value)
    if picture is None:
        return None
    verdict = _verdict(interaction, action, picture)
    if verdict.reason is Reason.APPROVERS_UNKNOWN:
        return _ask_slack_first(interaction, action, picture, draw)
    if not verdict.allowed:
        interaction.tell(lambda texts: answers.refusal(interaction.services, texts, verdict, picture.request))
        return None
    opened = interaction.open(lambda texts: draw(texts, picture))
    return (opened, picture) if opened else None


def _ask_slack_first(
    interaction: Interaction, action: Action, picture: Picture, draw: Callable[[Texts, Picture], View]
) -> tuple[Opened, Picture] | None:
    """The group is not known just now: a skeleton keeps the trigger while Slack is asked."""
    services = interaction.services
    opened = interaction.open(answers.checking)
    if opened is None:
        return None
    services.approvers.refresh()
    verdict = _verdict(interaction, action, picture)
    texts = interaction.asked_texts()
    if verdict.allowed:
        drawn = interaction.replace(opened, draw(texts, picture))
        return (drawn, picture) if drawn else None
    interaction.replace(opened, answers.notice(texts, answers.refusal(services, texts, verdict, picture.request)))
    return None


def _open_token(interaction: Interaction, action: Action) -> None:
    services, user = interaction.services, interaction.user
    opened = _open_guarded(interaction, action, lambda texts, p: draw_token_form(services, texts, p, user, "reading"))
    if opened:
        refresh_survey(interaction, *opened)


def _edit(interaction: Interaction) -> None:
    picture = picture_of(interaction, interaction.value)
    if picture is None:
        return
    verdict = _verdict(interaction, Action.EDIT, picture)
    if not verdict.allowed:
        interaction.tell(lambda texts: answers.refusal(interaction.services, texts, verdict, picture.request))
        return
    open_form(interaction, edited_values(picture), picture)


def _details(interaction: Interaction) -> None:
    known = interaction.person.approver
    opened = _open_guarded(
        interaction, Action.DETAILS, lambda texts, picture: details(texts, picture, approver=_approver(interaction))
    )
    if opened and known is None and opened[1].request.state in LIVE:
        # The group was not known just now: the buttons for approvers come an instant later.
        interaction.services.approvers.refresh()
        drawn = details(interaction.asked_texts(), opened[1], approver=_approver(interaction))
        interaction.replace(opened[0], drawn)


def _approver(interaction: Interaction) -> bool:
    return bool(interaction.person.approver)


def _turn_page(interaction: Interaction) -> None:
    picture = picture_of(interaction, interaction.value)
    if picture is not None:
        page = page_of(interaction.body["actions"][0])
        drawn = details(interaction.asked_texts(), picture, page, approver=_approver(interaction))
        interaction.update(interaction.body["view"]["id"], drawn)


def _turn_into(interaction: Interaction, action: Action, draw: Callable[[Texts, Picture], View]) -> None:
    """Turns the details into the action's form for those who may; else into why not."""
    services, view_id = interaction.services, interaction.body["view"]["id"]
    picture = picture_of(interaction, interaction.value)
    if picture is None:
        return
    verdict = _verdict(interaction, action, picture)
    if verdict.reason is Reason.APPROVERS_UNKNOWN:
        services.approvers.refresh()
        verdict = _verdict(interaction, action, picture)
    texts = interaction.asked_texts()
    if verdict.allowed:
        interaction.update(view_id, draw(texts, picture))
    else:
        interaction.update(view_id, answers.notice(texts, answers.refusal(services, texts, verdict, picture.request)))


def _brand_typed(interaction: Interaction) -> None:
    """Shows the account's address for the brand as it stands; an update overtaken by a newer one is dropped."""
    services, view = interaction.services, interaction.body["view"]
    request = services.queries.request(view.get("private_metadata") or "", interaction.team)
    picture = services.queries.picture(request.id) if request else None
    upload = services.uploads.get(form_key(view))
    drawn = draw_form(services, interaction.asked_texts(), read_form(view), picture, upload)
    interaction.update(view["id"], drawn, view.get("hash"))


def _check_again(interaction: Interaction) -> None:
    """Has the token that was pasted before checked once more."""
    services = interaction.services
    request = services.queries.request(interaction.value, interaction.team)
    texts = interaction.asked_texts()
    view_id = interaction.body["view"]["id"]
    if request is None:
        interaction.update(view_id, answers.notice(texts, answers.not_found(texts)))
        return
    interaction.update(view_id, checking_token(texts, request))
    if not services.requests.check_again(request.id, interaction.user):
        interaction.update(view_id, answers.notice(texts, token_gone(texts)))


def _transact(interaction: Interaction, action: Action, event: Event, ack: Ack) -> None:
    services = interaction.services

    # Trying again decides on nothing that the request asks for. What was cancelled, its block says; not one of 0.1.0's.
    shown = version_in([interaction.body["actions"][0].get("block_id")]) if action is Action.CANCEL else 0

    def attempt() -> Done | Missed:
        return services.requests.act(
            interaction.value,
            event,
            interaction.press(action, interaction.trigger),
            version=shown or None,
        )

    _conclude(interaction, action, attempt, ack)


def _choose_row(interaction: Interaction, choice: str, ack: Ack) -> None:
    """Of a row that only looks like a store's: it is meant, or another is to be added."""
    services = interaction.services
    slug = str(interaction.body["actions"][0].get("block_id") or "").removeprefix(ALIKE)

    def attempt() -> Done | Missed:
        return services.requests.choose_row(
            interaction.value,
            slug,
            choice,
            interaction.press(choice, interaction.trigger),
        )

    _conclude(interaction, Action.RETRY, attempt, ack)


def _conclude(interaction: Interaction, action: Action, attempt: Callable[[], Done | Missed], ack: Ack) -> None:
    services = interaction.services
    outcome = attempt()
    ack()
    if isinstance(outcome, Refused) and outcome.verdict.reason is Reason.APPROVERS_UNKNOWN:
        services.approvers.refresh()
        outcome = attempt()
    if isinstance(outcome, Done):
        if action is Action.RETRY and not outcome.repeated:
            services.outbox.hurry(outcome.request.id)
        found = outcome
        interaction.tell(lambda texts: answers.done(texts, action, found.request))
        home.refresh(services, interaction.client, interaction.user, interaction.body.get("view"))
    else:
        missed = outcome
        interaction.tell(lambda texts: answers.sentence(services, texts, missed))
