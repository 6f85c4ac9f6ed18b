"""What is shown before a request with restaurants from a file is sent: being read, what was read, what is wrong."""

from collections.abc import Sequence

from bot.texts import Mrkdwn, Texts, code, escape
from bot.ui import words
from bot.ui.answers import notice
from bot.ui.blocks import Block, View, actions, button, context, fitting, modal, section, within
from bot.ui.request_form import other_request
from workflows.requests.results import Draft
from workflows.rules.sheet_candidates import own_name
from workflows.rules.store_lines import Source, StoreLine
from workflows.storage.models import Request

CALLBACK, READING = "stores_preview", "stores_reading"
BACK, AGAIN = "form_back", "read_again"
STORES_SHOWN, PROBLEMS_SHOWN = 10, 20
_BRAND, _NAME, _FILE, _ROOM = 400, 200, 60, 2_900


def reading_stores(texts: Texts, name: str) -> View:
    """What is shown while the file `name`, or the sheet where it is empty, is fetched and read."""
    sentence = texts.md("preview.reading", name=within(name, _FILE)) if name else texts.md("preview.reading_sheet")
    return modal(texts("modal.one_moment"), [section(sentence)], close=texts("modal.close"), callback_id=READING)


def stores_preview(
    texts: Texts,
    draft: Draft,
    file_name: str,
    wrong: Sequence[str],
    *,
    again: bool = False,
    request: Request | None = None,
    version: int = 0,
    confirm: Request | None = None,
    slugs: bool = False,
) -> View:
    """How many stores there are, where they are from, the first of them, and what is wrong.

    `wrong`: sentences in plain text; with any there is no way on but back to the form, or (`again`) to read once
    more. `request`: the one that is edited, from that `version` of it. `confirm`: the brand's other open request, which
    sending accepts. `slugs`: whether the reader may see those that come from the sheet.
    """
    blocks: list[Block] = [other_request(texts, confirm)] if confirm else []
    if wrong:
        title = texts.md("preview.wrong", emoji=Mrkdwn(words.TROUBLE_EMOJI))
        blocks.append(section(Mrkdwn(f"{title}\n{_problems(texts, wrong)}")))
    if draft.stores:
        blocks += _stores(texts, draft, file_name, slugs)
    buttons = [button(texts("preview.back"), BACK, request.id if request else "")]
    if again:
        buttons.insert(0, button(texts("preview.again"), AGAIN, request.id if request else "", style="primary"))
    blocks.append(actions(buttons))
    send = "form.send_anyway" if confirm else "form.resend" if request else "form.send"
    return modal(
        texts("preview.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=None if wrong else texts(send),
        callback_id=CALLBACK,
        private_metadata=request.id if request else "",
        version=version if request else 0,
    )


def form_gone(texts: Texts) -> View:
    """That what the form held is not kept any more."""
    return notice(texts, texts.md("preview.gone"))


def _stores(texts: Texts, draft: Draft, file_name: str, slugs: bool) -> list[Block]:
    brand = within(draft.brand, _BRAND)
    lines = [_store(texts, store, slugs) for store in draft.stores[:STORES_SHOWN]]
    hidden = len(draft.stores) - len(lines)
    shown = fitting(lines, _ROOM, lambda count: texts.md("preview.more", count=count), hidden)
    return [
        section(texts.md("preview.summary", brand=brand, count=len(draft.stores))),
        context(_origins(texts, draft, file_name)),
        section(shown),
    ]


def _store(texts: Texts, store: StoreLine, slugs: bool) -> Mrkdwn:
    if slugs or store.source is not Source.SHEET:
        return texts.md("preview.store", name=within(store.name, _NAME), slug=code(store.slug))
    name = within(own_name(store.name, store.slug), _NAME) or texts.md("choice.nameless")
    return texts.md("preview.row", name=name, row=words.rows(texts, [store.line]))


def _origins(texts: Texts, draft: Draft, file_name: str) -> Mrkdwn:
    counts = {source: sum(store.source is source for store in draft.stores) for source in Source}
    parts = [
        texts.md(f"preview.from.{source}", count=count, name=within(file_name, _FILE))
        for source, count in counts.items()
        if count
    ]
    return Mrkdwn("  ·  ".join(parts))


def _problems(texts: Texts, wrong: Sequence[str]) -> Mrkdwn:
    lines = [texts.md("preview.problem", sentence=escape(sentence)) for sentence in wrong[:PROBLEMS_SHOWN]]
    hidden = len(wrong) - len(lines)
    return fitting(lines, _ROOM - 200, lambda count: texts.md("more.errors", count=count), hidden)
