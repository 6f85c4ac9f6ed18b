"""Whatever was typed and however much of it: every view and message is within Slack's limits."""

from itertools import product

import pytest

from bot.sandbox.slack.blocks import checked_blocks, checked_view, problems_of_suggestions
from bot.texts import Texts, group
from bot.ui import answers
from bot.ui.answers import kept_open, stored_nothing
from bot.ui.blocks import Message, View, length
from bot.ui.card import card
from bot.ui.commands import listing, nothing_fits, under_way
from bot.ui.decisions import reason_form
from bot.ui.details import STORES_ON_PAGE, details
from bot.ui.notes import note
from bot.ui.request_form import PREREQUISITES, FormLinks, KeptStores, request_form
from bot.ui.request_form_problems import Judged, form_errors
from bot.ui.store_import import row_options, rows_view, stores_view, waiting_view
from bot.ui.store_problems import file_sentence, store_sentences
from bot.ui.token import TokenLinks, replace_form, token_form
from tests.unit.ui.limits import message_problems, units, view_problems
from tests.unit.ui.pictures import BOTH, LEAD, NASTY, NOW, PROBLEMS, SHEET, longest_picture, longest_request, picture
from workflows.requests.queries import Picture
from workflows.requests.results import Draft, Taken
from workflows.rules.effects import Owed
from workflows.rules.form_values import FormValues
from workflows.rules.policy import Action, Reason, Verdict
from workflows.rules.sheet_candidates import Candidate
from workflows.rules.states import TRANSITIONS, Remark, State
from workflows.rules.store_lines import BrandProblem, Source, StoreLine, StoreProblem, StoreProblemKind
from workflows.rules.xlsx import FileProblem
from workflows.storage.models import Audit

pytestmark = pytest.mark.long
FILLERS = ["W", "&", "é", "👨‍👩‍👧", "a\n", NASTY]
# Every kind of text with a paste full of stores; one store and a thousand with the widest and the longest escaped.
SIZES = [(80, filler) for filler in FILLERS] + [(count, filler) for count in (1, 1_000) for filler in "W&"]
NOTED = sorted({line.event for line in TRANSITIONS if Owed.NOTE in line.owes})
both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
sizes = pytest.mark.parametrize(("count", "filler"), SIZES, ids=ascii)
fillers = pytest.mark.parametrize("filler", FILLERS, ids=ascii)


def check_message(message: Message) -> None:
    assert message_problems(message) == []
    checked_blocks(message.blocks)


def check_view(view: View) -> None:
    assert view_problems(view) == []
    checked_view(view)


@both
@sizes
def test_cards(texts: Texts, filler: str, count: int) -> None:
    cases = [(state, problem) for state in State for problem in (None, PROBLEMS[-1])]
    if count == 80:
        cases += product((State.SUBMITTED, State.WRITING), PROBLEMS)
    for state, problem in cases:
        drawn = longest_picture(state, count, filler, problem)
        check_message(card(texts, drawn, mention=group("S0PARTNERS"), sheet_url=SHEET))


@both
@sizes
def test_every_page_of_the_details(texts: Texts, filler: str, count: int) -> None:
    drawn = longest_picture(State.WRITING, count, filler, PROBLEMS[-1])
    for page in range((count - 1) // STORES_ON_PAGE + 1):
        check_view(details(texts, drawn, page))


@both
@sizes
def test_token_forms(texts: Texts, filler: str, count: int) -> None:
    for state, survey in product((State.SUBMITTED, State.APPROVED), ("known", "reading", "unreadable")):
        drawn = longest_picture(state, count, filler)
        check_view(token_form(texts, drawn, links=TokenLinks(sheet_url=SHEET), survey=survey))


@both
@fillers
def test_forms_about_a_delivered_token(texts: Texts, filler: str) -> None:
    drawn = longest_picture(State.DELIVERED, 2, filler)
    check_view(replace_form(texts, drawn))
    check_view(reason_form(texts, drawn.request, Action.WITHDRAW))
    check_view(details(texts, drawn, approver=True))


@both
@fillers
def test_request_forms(texts: Texts, filler: str) -> None:
    links = FormLinks("jagueneau+{brand}@6xpos.fr")
    full = FormValues(
        brand=(filler * 200)[:200], stores=(filler * 3_000)[:3_000], merchant=(filler * 64)[:64],
        note=(filler * 2_000)[:2_000], prerequisites=PREREQUISITES,
    )  # fmt: skip
    other = longest_request(State.SUBMITTED, filler)
    for values in (FormValues(), full, FormValues(brand="Café", merchant="12")):
        check_view(request_form(texts, links, values))
        check_view(request_form(texts, links, values, confirm=other))
        check_view(request_form(texts, links, values, request=other, reason=(filler * 2_000)[:2_000]))


@both
@fillers
@pytest.mark.parametrize("count", [1, 1_000])
def test_previews_and_forms_that_keep_stores(texts: Texts, filler: str, count: int) -> None:
    name = (filler * 200)[:200]
    lines = [StoreLine(name, f"{'s' * 95}-{n:04d}", n, source) for n in range(count) for source in Source]
    draft = Draft((filler * 80)[:80], "a" * 64 + "@6xpos.fr", tuple(lines[:count]))
    problems = [
        StoreProblem(fault, line, name * 5, 80, Source.FILE) for fault in StoreProblemKind for line in range(50)
    ]
    taken = [Taken(line, "6X-1234567", "U1") for line in lines[:50]]
    wrong = store_sentences(texts, problems, taken, {"U1": name})
    wrong += [file_sentence(texts, fault, name) for fault in FileProblem]
    other = longest_request(State.SUBMITTED, filler)
    for sentences in ([], wrong):
        check_view(stores_view(texts, draft, name, sentences, again=True, request=other, confirm=other))
        preview = stores_view(texts, draft, name, sentences, confirm=other)
        check_view(kept_open(preview, stored_nothing(texts))["view"])
    check_view(waiting_view(texts, name))
    check_view(waiting_view(texts, ""))
    rows = [Candidate(line.name, line.slug, 50_000 + line.line, "key") for line in lines]
    for offered, brand in (([], ""), (rows, ""), (rows, "key"), (rows, filler * 80)):
        check_view(rows_view(texts, offered, range(50_000, 50_000 + count), brand, other))
    for typed in ("", "key", filler * 300):
        options = row_options(texts, rows, typed)
        assert problems_of_suggestions({"options": options}) == []
        assert all(units(option["text"]["text"]) <= 75 and len(option["value"]) <= 150 for option in options)
    kept = [KeptStores(source, count, name) for source in (Source.FILE, Source.SHEET, Source.REQUEST)]
    values = FormValues(keep=(Source.FILE, Source.REQUEST), sheet=True)
    check_view(request_form(texts, FormLinks("jagueneau+{brand}@6xpos.fr"), values, request=other, kept=kept))


@both
@fillers
def test_notes(texts: Texts, filler: str) -> None:
    for state, event in product((State.SUBMITTED, State.DELIVERED), NOTED):
        check_message(note(texts, longest_picture(state, 1_000, filler), event))


@both
@fillers
def test_the_note_about_corrected_slugs(texts: Texts, filler: str) -> None:
    drawn = longest_picture(State.SUBMITTED, 30, filler)
    slugs = [["o" * 100, store.slug] for store in drawn.stores]
    corrected = Audit(
        at=NOW,
        request_id="a" * 32,
        actor=LEAD,
        action=Remark.CORRECT_SLUGS,
        to_state="submitted",
        details={"slugs": slugs},
    )
    message = note(texts, Picture(drawn.request, drawn.stores, [*drawn.history, corrected]), Remark.CORRECT_SLUGS)
    check_message(message)
    assert drawn.stores[19].slug in str(message.blocks)
    assert drawn.stores[20].slug not in str(message.blocks)


@both
@fillers
def test_reason_forms_and_answers(texts: Texts, filler: str) -> None:
    for state in State:
        drawn = longest_picture(state, 1, filler, PROBLEMS[-1])
        request = drawn.request
        check_view(reason_form(texts, request, Action.REJECT))
        check_view(reason_form(texts, request, Action.ASK_CHANGES))
        sentences = [answers.late(texts, request, entry) for entry in drawn.history]
        sentences += [answers.done(texts, action, request) for action in Action]
        sentences += [answers.refused(texts, Verdict(False, why), [LEAD] * 30, request) for why in Reason]
        for sentence in sentences:
            check_view(answers.notice(texts, sentence))
    check_view(answers.checking(texts))
    many = [longest_request(State.SUBMITTED, filler)] * 10
    title = under_way(texts, 100_000)
    check_message(listing(texts, many, title, more=True, whole={one.id for one in many}))
    check_message(nothing_fits(texts, "&" * 3_000))


@both
@fillers
@pytest.mark.parametrize("count", [1, 10, 11, 80])
def test_errors(texts: Texts, filler: str, count: int) -> None:
    text = (filler * 3_000)[:3_000]
    for fault in StoreProblemKind:
        stores = [StoreProblem(fault, line, text, 80) for line in range(1, count + 1)]
        wrong = Judged(Draft("", "", ()), BrandProblem.TOO_LONG, stores, PREREQUISITES, (FileProblem.GONE, text))
        taken = [Taken(StoreLine("x", "s" * 100, line), "6X-1234567", "U1") for line in range(1, count + 1)]
        found = form_errors(texts, wrong, taken, {"U1": text})
        assert set(found) == {"brand", "stores", "stores_file", "prerequisites"}
        assert all(0 < units(error) <= 1_000 for error in found.values())


def test_the_history_of_years_still_opens() -> None:
    drawn = longest_picture(State.SUBMITTED, 1_000, "&")
    long_history = Picture(drawn.request, drawn.stores, drawn.history * 40)
    for texts in BOTH:
        check_view(details(texts, long_history))


def test_a_text_that_is_too_long_would_be_noticed() -> None:
    message = card(BOTH[0], picture(), mention="", sheet_url=SHEET)
    message.blocks[0]["text"]["text"] = "x" * 151
    assert message_problems(message) != []
    assert length("👍") == units("👍") == 2
