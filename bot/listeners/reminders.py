"""Answers to reminders: put off, keep open, reassign to another approver."""

from datetime import datetime

from slack_bolt import Ack, App

from bot.listeners import home
from bot.listeners.interaction import Interaction, on_change, on_press, stored
from bot.listeners.submission import Submission, on_submission
from bot.people import unknown
from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui import reminders as ui
from bot.ui.blocks import View
from workflows.requests.queries import Held
from workflows.requests.results import Done, TooSoon
from workflows.rules.policy import APPROVERS, Reason, Verdict, decide_follow_up
from workflows.rules.states import Remark
from workflows.storage.models import Request


def register(app: App, services: Services) -> None:
    """Attaches the answers to reminders."""
    on_press(app, services, ui.SNOOZE, lambda interaction: _answer(interaction, interaction.value, "tomorrow"))
    on_press(app, services, ui.KEEP_OPEN, lambda interaction: _answer(interaction, interaction.value, ui.KEEP_OPEN))
    on_press(app, services, ui.LATER, _chosen)
    on_change(app, services, Remark.NUDGE, _nudge)
    on_press(app, services, ui.SNOOZE_ALL, _snooze_all)
    on_press(app, services, ui.REASSIGN_ALL, _ask_whom_all)
    on_submission(app, services, ui.REASSIGN_FORM, _reassign, "approver")
    on_submission(app, services, ui.REASSIGN_ALL_FORM, _reassign_all, "approver")


def _nudge(interaction: Interaction, ack: Ack) -> None:
    """The requester asks after their request."""
    services, press = interaction.services, interaction.press(Remark.NUDGE, interaction.trigger)
    result = stored(interaction, lambda: services.reminding.nudge(interaction.value, press), ack)
    if isinstance(result, Done | TooSoon):
        soon = result if isinstance(result, TooSoon) else None
        again = soon.again if soon else services.reminders.nudge_again(services.clock.now())
        interaction.tell(lambda texts: ui.nudged(texts, result.request, soon, again))
        home.refresh(interaction)
    else:
        interaction.tell_missed(result)


def _chosen(interaction: Interaction) -> None:
    """The menu beside a reminder: which request is in the block's id, what to do in the option."""
    option = interaction.pressed.get("selected_option") or {}
    _answer(interaction, interaction.block.partition(":")[2], str(option.get("value", "")))


def _answer(interaction: Interaction, request_id: str, what: str) -> None:
    services = interaction.services
    picture = interaction.picture(request_id)
    if picture is None:
        return
    request, reminding = picture.request, services.reminding
    verdict = services.approvers.asking(lambda: _verdict(services, interaction.user, request))
    if not verdict.allowed:
        interaction.tell_refusal(verdict, request)
        return
    if what == ui.REASSIGN:
        _ask_whom(interaction, request)
        return
    press = interaction.press(what, interaction.trigger)
    if what == ui.KEEP_OPEN:
        kept = reminding.keep_open(request.id, press)
    else:
        until = _until(services, what)
        kept = until is not None and reminding.snooze(request.id, until, press)
    if kept:
        interaction.tell(lambda texts: ui.put_off(texts, what, request))
        home.refresh(interaction)
    else:
        interaction.tell(lambda texts: answers.late(texts, request, services.queries.last_entry(request.id)))


def _all(interaction: Interaction) -> list[Held] | None:
    """What the digest holds whose button was pressed, as far as this person may pass it on; None, having told them,
    where they may pass on nothing of it."""
    services = interaction.services
    held = _in_digest(services, interaction.value, interaction.team)
    if not held:
        interaction.tell(lambda texts: ui.all_put_off(texts, 0))
        return None
    verdict = services.approvers.asking(lambda: _verdict(services, interaction.user, held[0].request))
    mine = _theirs(services, interaction.user, held)
    if not mine:
        interaction.tell_refusal(verdict, held[0].request)
    return mine or None


def _in_digest(services: Services, reader: str, team: str) -> list[Held]:
    return [one for one in services.absences.held(reader) if one.request.team == team]


def _theirs(services: Services, user: str, held: list[Held]) -> list[Held]:
    return [one for one in held if _verdict(services, user, one.request).allowed]


def _snooze_all(interaction: Interaction) -> None:
    mine, services = _all(interaction), interaction.services
    if mine is None:
        return
    tomorrow = services.calendar.morning_in(1, services.clock.now())
    press = interaction.press(ui.SNOOZE_ALL, interaction.trigger)
    services.reminding.snooze_all([one.request.id for one in mine], tomorrow, press)
    interaction.tell(lambda texts: ui.all_put_off(texts, len(mine)))
    home.refresh(interaction)


def _ask_whom_all(interaction: Interaction) -> None:
    if (mine := _all(interaction)) is not None:
        _ask_whom(interaction, (interaction.value, sum(map(ui.can_be_reassigned, mine))))


def _reassign_all(submission: Submission) -> None:
    services, texts, user = submission.services, submission.texts, submission.user
    chosen = _chosen_approver(submission)
    approver = services.approvers.person(chosen).approver
    if approver is None or services.approvers.person(user).approver is None:
        submission.ask_again("approver")
        return
    if not approver:
        submission.keep_open(ui.not_an_approver(texts), "approver")
        return
    if away := services.absences.until(chosen):
        submission.keep_open(ui.is_away(texts, away), "approver")
        return
    held = _in_digest(services, submission.request_id, submission.team)  # whose digest: in a request's place
    mine = [one.request.id for one in _theirs(services, user, held) if ui.can_be_reassigned(one)]
    if services.reminding.reassign_all(mine, chosen, submission.press()):
        submission.close()
    else:
        submission.show(answers.notice(texts, ui.all_put_off(texts, 0)))


def _chosen_approver(submission: Submission) -> str:
    inputs = submission.view["state"]["values"].get("approver") or {}
    typed = inputs.get("approver") or {}  # 0.1.0's list was Slack's own
    return str((typed.get("selected_option") or {}).get("value") or typed.get("selected_user") or "")


def _ask_whom(interaction: Interaction, what: Request | tuple[str, int]) -> None:
    """Opens the list of approvers by name; whose is not known yet, Slack is asked while a skeleton stands there."""
    languages, approvers = interaction.services.languages, interaction.services.approvers.named()

    def form(texts: Texts) -> View:
        names = languages.names(approvers)
        return ui.reassign_form(texts, what, {user: names.get(user, user) for user in approvers})

    unknown_ones = set(approvers) - languages.names(approvers).keys()
    opened = interaction.open(answers.checking if unknown_ones else form)
    for user in unknown_ones:
        languages.ask(user)
    if opened and unknown_ones:
        interaction.replace(opened, form(interaction.asked_texts()))


def _until(services: Services, what: str) -> datetime | None:
    now, calendar = services.clock.now(), services.calendar
    return {
        "tomorrow": lambda: calendar.morning_in(1, now),
        "three_days": lambda: calendar.morning_in(3, now),
        "monday": lambda: calendar.next_monday(now),
    }.get(what, lambda: None)()


def _verdict(services: Services, user: str, request: Request) -> Verdict:
    reminder = services.queries.reminder(request.id)
    if reminder is None:
        return Verdict(False, Reason.TOO_LATE)
    holder = None if reminder.holder == APPROVERS else reminder.holder
    return decide_follow_up(request.requester, holder, services.approvers.person(user))


def _reassign(submission: Submission) -> None:
    services, texts = submission.services, submission.texts
    chosen = _chosen_approver(submission)
    request = services.queries.request(submission.request_id, submission.team)
    if request is None:
        submission.show(answers.notice(texts, answers.not_found(texts)))
        return
    verdict, approver = _verdict(services, submission.user, request), services.approvers.person(chosen).approver
    if approver is None or unknown(verdict):
        submission.ask_again("approver")
    elif not verdict.allowed:
        submission.show(answers.notice(texts, answers.refusal(services, texts, verdict, request)))
    elif not approver:
        submission.keep_open(ui.not_an_approver(texts), "approver")
    elif away := services.absences.until(chosen):
        submission.keep_open(ui.is_away(texts, away), "approver")
    elif services.reminding.reassign(request.id, chosen, submission.press()):
        submission.close()
    else:
        late = answers.late(texts, request, services.queries.last_entry(request.id))
        submission.show(answers.notice(texts, late))
