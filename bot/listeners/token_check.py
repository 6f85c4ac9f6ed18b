"""After a token check that found problems: another token, slugs put right, another check, or written all the same."""

from slack_bolt import Ack, App

from bot.listeners.interaction import Interaction, on_change, on_press, stored
from bot.listeners.submission import Submission, on_submission
from bot.listeners.token import TokenForm, answered_before, form_of, give
from bot.services import Services
from bot.texts import escape
from bot.ui import answers
from bot.ui import token_check as ui
from bot.ui.blocks import version_of
from workflows.requests.results import Done, Missed, Outdated, SlugsTaken
from workflows.rules.details import TokenGiven
from workflows.rules.tokens import read_token
from workflows.storage.models import PendingToken


def register(app: App, services: Services) -> None:
    """Attaches the modal's submission, and the button that checks again."""
    on_submission(app, services, ui.CALLBACK, _write_anyway, "token")
    on_press(app, services, ui.AGAIN, _check_again)
    on_change(app, services, ui.CORRECT_ALL, _correct_all)


def _write_anyway(submission: Submission) -> None:
    """Another token is checked anew, the one of before is written all the same."""
    services, texts = submission.services, submission.texts
    pending, version = services.queries.pending_of(submission.request_id, submission.user), submission.version
    typed = read_token(submission.typed("token"))
    if slugs := ui.read_corrections(submission.view):
        corrected = _correct(submission, slugs, pending)
        if corrected is None:
            return
        version += 1  # the one that was chosen here
        if not typed and (pending is not None or corrected.repeated):
            submission.show(ui.checking_token(texts, corrected.request))
            return
    if typed:
        give(submission, pending.reason if pending else None, version)
        return
    if answered_before(submission):
        return
    if pending is None:
        submission.keep_open(ui.token_gone(texts), "token")
        return
    token = services.sealer.open(pending.sealed).decode()
    result = services.requests.give_token(
        submission.request_id,
        submission.press(),
        version=version,
        token=token,
        details=TokenGiven(pending.source, pending.finding, anyway=True),
        reason=pending.reason,
    )
    if isinstance(result, Outdated):
        submission.show(form_of(submission).anew(texts, result, token, pending.source, pending.reason))
    else:
        submission.conclude(result, "token")


def _correct(submission: Submission, slugs: dict[str, str], pending: PendingToken | None) -> Done | None:
    """Replaces the slugs; where that may not be, answers with the reason and returns None. `pending`: the token that
    was checked; one that was typed with the slugs counts instead."""
    services, texts = submission.services, submission.texts
    press = submission.press("slugs", submission.key)
    result = services.requests.slugs.correct(submission.request_id, slugs, press, version=submission.version)
    if isinstance(result, Outdated):
        typed = read_token(submission.typed("token")) or None
        checked = services.sealer.open(pending.sealed).decode() if pending else None
        source = "pasted" if typed or pending is None else pending.source
        reason = pending.reason if pending else None
        submission.show(form_of(submission).anew(texts, result, typed or checked, source, reason))
    elif isinstance(result, SlugsTaken):
        old = {new: f"{ui.SLUG}:{slug}" for slug, new in slugs.items()}
        submission.refuse({old[one.store.slug]: ui.slug_taken(texts, one) for one in result.taken})
    elif isinstance(result, Done):
        return result
    else:
        submission.conclude(result, "token")
    return None


def _correct_all(interaction: Interaction, ack: Ack) -> None:
    """Replaces every slug that looks like one of the token's stores by that one, and has the token checked again. What
    another request holds is left as it is."""
    services, view = interaction.services, interaction.body["view"]
    pending = services.queries.pending_of(interaction.value, interaction.user)
    near = dict(((pending.seen if pending else None) or {}).get("near") or {})
    press = interaction.press(ui.CORRECT_ALL, view["id"], view.get("hash", ""))

    def correct() -> Done | Missed | SlugsTaken:
        slugs, result = near, services.requests.slugs.correct(interaction.value, near, press, version=version_of(view))
        if isinstance(result, SlugsTaken):
            taken = {one.store.slug for one in result.taken}
            slugs = {old: new for old, new in near.items() if new not in taken}
            if slugs:
                return services.requests.slugs.correct(interaction.value, slugs, press, version=version_of(view))
        return result

    if pending is None or not near:
        ack()
        texts = interaction.asked_texts()
        interaction.update(view["id"], answers.notice(texts, ui.token_gone(texts)))
        return
    result = stored(interaction, correct, ack)
    texts = interaction.asked_texts()
    match result:
        case Done():
            drawn = ui.checking_token(texts, result.request)
        case SlugsTaken():
            drawn = answers.notice(texts, escape(ui.slug_taken(texts, result.taken[0])))
        case Outdated():
            form = TokenForm(services, interaction.value, lambda: press, str(view["id"]), version_of(view))
            token = services.sealer.open(pending.sealed).decode()
            drawn = form.anew(texts, result, token, pending.source, pending.reason)
        case _:
            drawn = answers.notice(texts, answers.sentence(services, texts, result))
    interaction.update(view["id"], drawn)


def _check_again(interaction: Interaction) -> None:
    """Has the token that was pasted before checked once more."""
    services, view_id = interaction.services, interaction.body["view"]["id"]
    request = services.queries.request(interaction.value, interaction.team)
    texts = interaction.asked_texts()
    if request is None:
        interaction.update(view_id, answers.notice(texts, answers.not_found(texts)))
        return
    interaction.update(view_id, ui.checking_token(texts, request))
    if not services.requests.tokens.check_again(request.id, interaction.user):
        interaction.update(view_id, answers.notice(texts, ui.token_gone(texts)))
