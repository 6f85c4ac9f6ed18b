"""From token to tills: ticks on 6xpos's own steps, and which stores are live, from the card or from the details."""

from slack_bolt import Ack, App

from bot.listeners import home
from bot.listeners.details import draw_details
from bot.listeners.interaction import Interaction, on_change, on_press, stored
from bot.listeners.submission import Submission, on_submission
from bot.services import Services
from bot.ui import answers
from bot.ui import go_live as ui
from workflows.requests.results import Already, Done, Missed, NotFound
from workflows.rules.policy import Action, decide_stores_live
from workflows.rules.states import Remark


def register(app: App, services: Services) -> None:
    """Attaches the ticks, the button that asks which stores are live, and its modal."""
    on_change(app, services, Action.TICK, _tick)
    on_press(app, services, Remark.STORES_LIVE, _ask_stores)
    on_submission(app, services, ui.CALLBACK, _note_stores, "")


def _tick(interaction: Interaction, ack: Ack) -> None:
    services = interaction.services
    wanted = ui.step_of(interaction.pressed)
    if wanted is None:
        ack()
        interaction.tell(answers.not_found)
        return
    step, done = wanted

    def attempt() -> Done | Already | Missed:
        press = interaction.press(Action.TICK, interaction.trigger)
        return services.requests.go_live.tick(interaction.value, step, press, done=done)

    result = stored(interaction, attempt, ack)
    if isinstance(result, Done):
        home.refresh(interaction)  # what the button stands in shows the tick: nothing more is to be said
    elif isinstance(result, Already):
        interaction.tell(lambda texts: ui.already(texts, result))
    else:
        interaction.tell_missed(result)
    view = interaction.body.get("view") or {}
    if view.get("callback_id") == "details" and not isinstance(result, NotFound):
        # Where the click came from the details, they show what is true now.
        picture = services.queries.picture(result.request.id)
        interaction.update(str(view["id"]), draw_details(interaction, interaction.asked_texts(), picture))


def _ask_stores(interaction: Interaction) -> None:
    picture = interaction.picture()
    if picture is None:
        return
    request, approvers = picture.request, interaction.services.approvers
    interaction.open_for(
        lambda: decide_stores_live(request.state, request.requester, approvers.person(interaction.user)),
        request,
        lambda texts: ui.live_form(texts, picture),
    )


def _note_stores(submission: Submission) -> None:
    found = ui.read_live(submission.view)
    if not found:
        submission.keep_open(submission.texts("stores_live.nothing"))
        return
    result = submission.services.requests.go_live.stores_live(
        submission.request_id,
        submission.press(ui.CALLBACK, submission.view_id),
        live=found.live,
        not_live=found.not_live,
        everywhere=found.everywhere,
    )
    submission.conclude(result)
