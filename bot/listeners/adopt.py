"""`/6xpos-request adopt`: an approver names the brands that were connected before the bot: each becomes a request.

Shown from a reading of the sheet; carried out by the worker (`bot.delivery.adopt`).
"""

from slack_bolt import Ack, App

from bot.delivery.adopt import rows_now
from bot.delivery.token import problem_of
from bot.listeners.interaction import Interaction, on_change, on_press
from bot.listeners.submission import Submission, on_submission
from bot.people import unknown
from bot.services import Services
from bot.ui import adopt as ui
from bot.ui.answers import ask_again_md, notice
from bot.ui.problems import problem
from sheets.errors import SheetError
from workflows.rules.effects import Adopting
from workflows.rules.policy import Verdict, decide_for_approvers
from workflows.rules.store_lines import BrandProblem, check_brand

WORDS = ("adopt", "reprendre")


def register(app: App, services: Services) -> None:
    """Attaches the modal's submission and its buttons."""
    on_submission(app, services, ui.FORM, _adopt, "")
    on_change(app, services, ui.ALL, _adopt_all)
    for turning in (ui.PREVIOUS, ui.NEXT):
        on_press(app, services, turning, _turn)


def start(interaction: Interaction) -> None:
    """Opens the modal for an approver; the others are told why not. Only after the ack."""
    if not (verdict := _verdict(interaction)).allowed and not unknown(verdict):
        interaction.tell(lambda texts: ui.refused(texts, interaction.services.approvers.named()))
    elif opened := interaction.open(ui.reading):
        _show(interaction, opened.view_id, 0)


def _verdict(interaction: Interaction) -> Verdict:
    return decide_for_approvers(interaction.services.approvers.person(interaction.user))


def _show(interaction: Interaction, view_id: str, page: int) -> None:
    """Reads the sheet, and shows what no request knows; or why not."""
    services, texts = interaction.services, interaction.asked_texts()
    verdict = services.approvers.asking(lambda: _verdict(interaction))
    if not verdict.allowed:
        known = services.approvers.named()
        sentence = ask_again_md(texts) if unknown(verdict) else ui.refused(texts, known)
        interaction.update(view_id, notice(texts, sentence))
        return
    try:
        view = ui.form(texts, services.adoption.left(rows_now(services)), page)
    except SheetError as error:
        view = ui.unread(texts, problem(texts, problem_of(error)))
    interaction.update(view_id, view)


def _turn(interaction: Interaction) -> None:
    _show(interaction, str(interaction.body["view"]["id"]), ui.page_of(interaction.pressed))


def _adopt_all(interaction: Interaction, ack: Ack) -> None:
    """Takes all that is left as guessed."""
    services, view_id = interaction.services, str(interaction.body["view"]["id"])
    if _verdict(interaction).allowed:
        services.adoption.begin(Adopting(interaction.user, interaction.team, view_id, everything=True))
        ack()
        interaction.update(view_id, ui.at_work(interaction.asked_texts()))
    else:  # not any more, or nobody can say
        ack()
        _show(interaction, view_id, 0)


def _adopt(submission: Submission) -> None:
    """Takes what was named on this page, and leaves out what is no brand."""
    services, texts = submission.services, submission.texts
    verdict = _verdict(submission)
    if unknown(verdict):
        submission.ask_again()
        return
    if not verdict.allowed:
        submission.show(notice(texts, ui.refused(texts, services.approvers.named())))
        return
    left_out = ui.not_brands(submission.view)
    brands = {one: typed for one, typed in ui.typed_brands(submission.view).items() if one not in left_out}
    if wrong := _wrong_brands(services, brands):
        submission.refuse(ui.errors(texts, wrong))
        return
    services.adoption.begin(Adopting(submission.user, submission.team, submission.view_id, brands), left_out)
    submission.show(ui.at_work(texts))


def _wrong_brands(services: Services, brands: dict[str, list[str]]) -> dict[str, BrandProblem]:
    secret = services.tokens.among([brand for typed in brands.values() for brand in typed])
    found = {}
    for fingerprint, typed in brands.items():
        for brand in typed:
            wrong = BrandProblem.LOOKS_LIKE_TOKEN if secret(brand) else None
            if wrong := wrong or check_brand(brand, services.settings.sixpos_account):
                found[fingerprint] = wrong
    return found
