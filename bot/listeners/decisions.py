"""Submissions of modals. Each is stored in one transaction, then acked; nothing that can fail comes after."""

from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners import home
from bot.listeners.interaction import Interaction
from bot.listeners.request_form import draw_form, form_anew, kept_stores
from bot.listeners.store_import import Stored, begin_reading, form_key, notify, storage_trouble, store
from bot.services import Services
from bot.ui import answers
from bot.ui.blocks import version_of
from bot.ui.decisions import changes_form, reject_form, withdraw_form
from bot.ui.outdated import outdated_form
from bot.ui.request_form import FormValues, read_form
from bot.ui.request_form_check import Judged, errors, judge
from bot.ui.token import replacement_needed, takes_kept, token_error, token_form_anew, token_needed
from bot.ui.token_check import SLUG, checking_token, read_corrections, slug_taken, token_gone
from workflows.requests.pending_token import KEPT
from workflows.requests.press import idempotency_key
from workflows.requests.results import BrandOpen, Done, Missed, Outdated, Refused, SlugsTaken
from workflows.rules.policy import Reason
from workflows.rules.states import Event, State
from workflows.rules.store_lines import clean_lines
from workflows.rules.tokens import CannotOpen, check_token, read_token
from workflows.storage.models import PendingToken, Upload

log = structlog.get_logger(__name__)
_REASONS = {Event.REJECT: reject_form, Event.ASK_CHANGES: changes_form, Event.WITHDRAW: withdraw_form}


def register(app: App, services: Services) -> None:
    """Attaches the submissions."""

    @app.view("request_form")
    def request(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _submit(Interaction(services, body, client), ack)

    @app.view("token_form")
    def token(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _hand_over(Interaction(services, body, client), ack)

    @app.view("token_check")
    def anyway(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _write_anyway(Interaction(services, body, client), ack)

    @app.view("replace_form")
    def replacement(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _replace(Interaction(services, body, client), ack)

    @app.view("withdraw_form")
    def withdrawal(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _with_reason(Interaction(services, body, client), ack, Event.WITHDRAW)

    @app.view("reject_form")
    def reject(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _with_reason(Interaction(services, body, client), ack, Event.REJECT)

    @app.view("changes_form")
    def changes(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _with_reason(Interaction(services, body, client), ack, Event.ASK_CHANGES)


def _submit(interaction: Interaction, ack: Ack) -> None:
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    if wait := services.floods.wait(interaction.user, "form"):
        ack(response_action="errors", errors={"brand": answers.too_fast(texts, wait)})
        return
    values = read_form(view)
    request_id = str(view.get("private_metadata") or "")
    try:
        upload = services.uploads.get(form_key(view))
        kept = kept_stores(services, values, upload, request_id)
        judged = judge(services, values, kept, request_id=request_id)
        if not judged.good:
            taken = services.queries.taken(judged.draft, request_id or None, interaction.team)
            ack(response_action="errors", errors=errors(services, texts, judged, taken))
        elif values.elsewhere:
            begin_reading(interaction, ack, values, kept, request_id)
        else:
            outcome = store(interaction, judged.draft, request_id)
            _conclude_form(interaction, ack, outcome, judged, values, upload)
    except SQLAlchemyError as failure:
        # Nothing is stored: the transaction is gone as a whole. The form stays open with what was typed.
        storage_trouble(interaction, ack, failure, "brand")


def _conclude_form(
    interaction: Interaction, ack: Ack, outcome: Stored, judged: Judged, values: FormValues, upload: Upload | None
) -> None:
    services, texts = interaction.services, interaction.texts
    match outcome:
        case Done():
            ack()
            home.refresh(services, interaction.client, interaction.user)
        case SlugsTaken():
            ack(response_action="errors", errors=errors(services, texts, judged, outcome.taken))
        case BrandOpen():
            drawn = draw_form(services, texts, values, None, upload, confirm=outcome.other)
            ack(response_action="update", view=drawn)
        case Outdated():
            ack(response_action="update", view=form_anew(services, texts, values, outcome, upload))
        case _:
            notify(interaction, ack, outcome)


def _replace(interaction: Interaction, ack: Ack) -> None:
    """Takes another token for a request that was delivered, and why."""
    view, texts = interaction.body["view"], interaction.texts
    try:
        reason, wrong = _reason(interaction)
    except SQLAlchemyError as failure:
        storage_trouble(interaction, ack, failure, "reason")
        return
    errors = {"reason": wrong} if wrong else {}
    if not read_token(_typed(view, "token")) and not takes_kept(view):
        errors["token"] = replacement_needed(texts)
    if errors:
        ack(response_action="errors", errors=errors)
        return
    _hand_over(interaction, ack, reason)


def _hand_over(interaction: Interaction, ack: Ack, reason: str | None = None, version: int | None = None) -> None:
    """`reason`: why the token shall take the place of the one that was delivered. `version`: of the request, where
    it is not the one that the form showed any more but one that it has just made."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    version = version_of(view) if version is None else version
    token, source = read_token(_typed(view, "token")) or None, "pasted"
    request_id = str(view["private_metadata"])
    try:
        if token is None and takes_kept(view):
            if _answered_before(interaction, ack):
                return
            kept = services.queries.pending_of(request_id, interaction.user)
            if kept is None or kept.finding != KEPT:
                ack(response_action="errors", errors={"token": token_gone(texts)})
                return
            token, source = services.sealer.open(kept.sealed).decode(), kept.source
        if token is not None and (problem := check_token(token, services.clock.now())):
            ack(response_action="errors", errors={"token": token_error(texts, problem)})
            return
        if token is None and _only_a_token_helps(interaction, request_id):
            ack(response_action="errors", errors={"token": token_needed(texts)})
            return
        if token is not None and services.settings.pongo_api_url:
            outcome = _check_first(interaction, request_id, token, source, reason, version)
            if isinstance(outcome, Done):
                ack(response_action="update", view=checking_token(texts, outcome.request))
                return
        else:
            outcome = services.requests.give_token(
                request_id,
                interaction.press(key_of(view)),
                version=version,
                token=token,
                details=None if source == "pasted" else {"source": source},
                reason=reason,
            )
        if isinstance(outcome, Outdated):
            _token_form_anew(interaction, ack, outcome, token, source, reason)
            return
    except SQLAlchemyError as failure:
        storage_trouble(interaction, ack, failure, "token")
        return
    except CannotOpen:
        ack(response_action="errors", errors={"token": token_gone(texts)})
        return
    conclude(interaction, ack, outcome, "token")


def _answered_before(interaction: Interaction, ack: Ack) -> bool:
    """Where this very submission has used the token up before: answers it once more as it was answered then."""
    queries, key = interaction.services.queries, key_of(interaction.body["view"])
    pending = queries.pending(key)
    request = queries.request(pending.request_id) if pending else None
    if request is not None:
        ack(response_action="update", view=checking_token(interaction.texts, request))
        return True
    if queries.caused_by(key) is None:
        return False
    ack()
    return True


def _token_form_anew(
    interaction: Interaction, ack: Ack, outcome: Outdated, token: str | None, source: str, reason: str | None
) -> None:
    """What was shown is out of date: keeps the token, and shows what has changed and the form for what there is now."""
    services, view, kept = interaction.services, interaction.body["view"], None
    if token is not None:
        kept = services.requests.keep_token(
            outcome.request.id,
            interaction.press(key_of(view)),
            view_id=str(view["id"]),
            version=version_of(view),
            token=token,
            source=source,
            reason=reason,
        )
    drawn = token_form_anew(services, interaction.texts, outcome, kept, interaction.user)
    ack(response_action="update", view=drawn)


def _only_a_token_helps(interaction: Interaction, request_id: str) -> bool:
    """Whether it is approved already; by another submission than this one, which may be repeated."""
    queries = interaction.services.queries
    request = queries.request(request_id, interaction.team)
    if request is None or request.state is not State.APPROVED:
        return False
    return queries.last_entry(request.id).interaction != key_of(interaction.body["view"])


def _check_first(
    interaction: Interaction, request_id: str, token: str, source: str, reason: str | None, version: int
) -> Done | Missed:
    """Keeps the token, sealed; the worker checks it and goes on from there."""
    services, view = interaction.services, interaction.body["view"]
    return services.requests.pend_token(
        request_id,
        interaction.press(key_of(view)),
        view_id=str(view["id"]),
        version=version,
        token=token,
        source=source,
        reason=reason,
    )


def _write_anyway(interaction: Interaction, ack: Ack) -> None:
    """After a check that found trouble: another token is checked anew, the one of before is written all the same."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    request_id = str(view["private_metadata"])
    try:
        pending, version = services.queries.pending_of(request_id, interaction.user), version_of(view)
        if slugs := read_corrections(view):
            corrected = _correct(interaction, ack, request_id, slugs, pending)
            if corrected is None:
                return
            version += 1  # the one that was chosen here
            if not read_token(_typed(view, "token")) and (pending is not None or corrected.repeated):
                ack(response_action="update", view=checking_token(texts, corrected.request))
                return
        if read_token(_typed(view, "token")):
            _hand_over(interaction, ack, pending.reason if pending else None, version)
            return
        if _answered_before(interaction, ack):
            return
        if pending is None:
            ack(response_action="errors", errors={"token": token_gone(texts)})
            return
        token = services.sealer.open(pending.sealed).decode()
        outcome = services.requests.give_token(
            request_id,
            interaction.press(key_of(view)),
            version=version,
            token=token,
            details=pending.origin | {"check": pending.finding, "anyway": True},
            reason=pending.reason,
        )
        if isinstance(outcome, Outdated):
            _token_form_anew(interaction, ack, outcome, token, pending.source, pending.reason)
            return
    except SQLAlchemyError as failure:
        storage_trouble(interaction, ack, failure, "token")
        return
    except CannotOpen:
        ack(response_action="errors", errors={"token": token_gone(texts)})
        return
    conclude(interaction, ack, outcome, "token")


def _correct(
    interaction: Interaction, ack: Ack, request_id: str, slugs: dict[str, str], pending: PendingToken | None
) -> Done | None:
    """Replaces the slugs; where that may not be, acks with the reason and answers None. `pending`: the token that was
    checked; one that was typed with the slugs counts instead."""
    services, texts = interaction.services, interaction.texts
    outcome = services.requests.correct_slugs(
        request_id,
        slugs,
        interaction.press("slugs", key_of(interaction.body["view"])),
        version=version_of(interaction.body["view"]),
    )
    if isinstance(outcome, Outdated):
        typed = read_token(_typed(interaction.body["view"], "token")) or None
        checked = services.sealer.open(pending.sealed).decode() if pending else None
        source = "pasted" if typed or pending is None else pending.source
        _token_form_anew(interaction, ack, outcome, typed or checked, source, pending.reason if pending else None)
        return None
    if isinstance(outcome, SlugsTaken):
        old = {new: f"{SLUG}:{slug}" for slug, new in slugs.items()}
        sentences = {old[one.store.slug]: slug_taken(texts, one) for one in outcome.taken}
        ack(response_action="errors", errors=sentences)
        return None
    if not isinstance(outcome, Done):
        conclude(interaction, ack, outcome, "token")
        return None
    return outcome


def _typed(view: dict[str, Any], name: str) -> str:
    inputs = view["state"]["values"].get(name) or {}
    return next((str(typed.get("value") or "") for typed in inputs.values() if typed), "")


def _reason(interaction: Interaction) -> tuple[str, str]:
    """The reason that was typed, and what is wrong with it, empty for nothing."""
    reason = clean_lines(_typed(interaction.body["view"], "reason"))
    if not reason:
        return "", answers.reason_needed(interaction.texts)
    secret = interaction.services.tokens.among([reason])
    return reason, answers.looks_like_token(interaction.texts) if secret(reason) else ""


def _with_reason(interaction: Interaction, ack: Ack, event: Event) -> None:
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    try:
        reason, wrong = _reason(interaction)
        if wrong:
            ack(response_action="errors", errors={"reason": wrong})
            return
        outcome = services.requests.act(
            str(view["private_metadata"]),
            event,
            interaction.press(key_of(view)),
            version=version_of(view),
            reason=reason,
        )
    except SQLAlchemyError as failure:
        storage_trouble(interaction, ack, failure, "reason")
        return
    if isinstance(outcome, Outdated):
        told = outdated_form(texts, outcome.changes)
        ack(response_action="update", view=_REASONS[event](texts, outcome.request, told, reason))
        return
    conclude(interaction, ack, outcome, "reason")


def key_of(view: dict[str, Any]) -> str:
    """The idempotency key of a submission: the same one, delivered again, has the same."""
    # The hash is another one after each update: a second token pasted into the same modal is a second submission.
    return idempotency_key(view["callback_id"], view["id"], view.get("hash", ""))


def conclude(interaction: Interaction, ack: Ack, outcome: Done | Missed, block: str) -> None:
    """Acks a submission by what it came to; `block`: the input under which an error stands."""
    if isinstance(outcome, Done):
        ack()
        home.refresh(interaction.services, interaction.client, interaction.user)
    elif isinstance(outcome, Refused) and outcome.verdict.reason is Reason.APPROVERS_UNKNOWN:
        # The modal stays open with what was typed; by the next press the group is known.
        ack(response_action="errors", errors={block: answers.ask_again(interaction.texts)})
        interaction.services.approvers.refresh()
    else:
        notify(interaction, ack, outcome)
