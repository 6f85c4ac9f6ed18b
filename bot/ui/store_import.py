"""Restaurants from a file or the sheet, before the request is sent: being read, rows to choose among, what was read,
and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.services import Services
from bot.texts import Mrkdwn, Texts, code
from bot.ui import words
from bot.ui.answers import notice
from bot.ui.blocks import (
    SECTION,
    Block,
    View,
    actions,
    button,
    choice,
    context,
    fitting,
    modal,
    option_of,
    plain,
    search_select,
    section,
    shorten,
    within,
)
from bot.ui.form_values import NamedRow, form_from_json
from bot.ui.problems import problem
from bot.ui.request_form import other_request
from bot.ui.request_form_problems import Judged, judge, request_stores
from bot.ui.request_message import row_value
from bot.ui.store_problems import file_sentence, store_sentences
from workflows.requests.results import Draft, Taken
from workflows.requests.store_import import columns_of, problems_of, rows_of, stores_of
from workflows.rules.policy import decide_reading
from workflows.rules.sheet_candidates import Candidate, matching, own_name
from workflows.rules.store_columns import FileColumns
from workflows.rules.store_lines import Source, StoreFault, StoreLine, StoreProblem, clean, merged
from workflows.rules.xlsx import FileFault
from workflows.storage.models import Request, Upload

READING, CHOICE, PREVIEW = "stores_reading", "sheet_choice", "stores_preview"
BACK, AGAIN, ROWS = "form_back", "read_again", "sheet_rows"
NAMES, SLUGS = "name_column", "slug_column"
STORES_SHOWN, PROBLEMS_SHOWN = 10, 20
FEWEST_LETTERS = 3
MOST_OPTIONS = 100  # docs.slack.dev, "External select": options of an answer
_BRAND, _NAME, _FILE, _ROOM = 400, 200, 60, 2_900
_COLUMN = 60
_ALL, _OF_0_1_0 = "all:", "one:"
_ROW_NAME, _TYPED, _SEARCH, _ROWS_SHOWN = 45, 30, 100, 8


def draw_read(services: Services, texts: Texts, upload: Upload) -> View:
    """What was read: rows of the sheet to choose among, or all of it."""
    if not upload.choosing:
        return draw_preview(services, texts, upload)
    return draw_choice(services, texts, upload)


def draw_choice(services: Services, texts: Texts, upload: Upload, selected: Sequence[Block] | None = None) -> View:
    """The rows of the sheet to choose among, and all that will be sent. `selected`: the options that are chosen; None
    at first, when those that a message named are, else those of the brand's name."""
    request = services.queries.request(upload.request_id) if upload.request_id else None
    values, rows, draft = form_from_json(upload.form), rows_of(upload), judge_read(services, upload).draft
    brand = clean(values.brand)
    if selected is None:
        selected = _named(texts, rows, values.rows)
        selected = selected or ([_all(texts, brand, count)] if (count := len(matching(rows, brand))) else [])
    picked = chosen_rows(rows, [str(one["value"]) for one in selected]) or []
    stores, _ = merged([*draft.stores, *(row.store for row in picked)])
    read = []
    if stores:
        slugs = decide_reading(None, services.person(upload.user_id)).allowed
        file_name = (upload.file or {}).get("name", "")
        read = _stores(texts, replace(draft, stores=tuple(stores)), file_name, slugs)
    read += _columns(texts, harmless_columns(services, upload), wrong=False)
    return sheet_choice(texts, rows, upload.unusable, brand, request, values.version, read=read, selected=selected)


def draw_preview(
    services: Services,
    texts: Texts,
    upload: Upload,
    taken: Sequence[Taken] | None = None,
    confirm: Request | None = None,
) -> View:
    """What was read, all of it. `taken`: stores that another open request has, as far as it is known already."""
    judged = judge_read(services, upload)
    if taken is None:
        taken = services.queries.taken(judged.draft, upload.request_id or None, upload.team)
    names = services.languages.names({one.requester for one in taken})
    file_name = (upload.file or {}).get("name", "")
    wrong = [file_sentence(texts, FileFault(upload.trouble), file_name)] if upload.trouble else []
    wrong += [problem(texts, upload.sheet_trouble)] if upload.sheet_trouble else []
    wrong += store_sentences(texts, [*_shown(services, problems_of(upload)), *judged.stores], taken, names)
    return stores_preview(
        texts,
        judged.draft,
        file_name,
        wrong,
        again=upload.trouble == FileFault.UNREACHABLE or bool(upload.sheet_trouble),
        request=services.queries.request(upload.request_id) if upload.request_id else None,
        version=form_from_json(upload.form).version,
        confirm=confirm,
        # What the sheet knows is told to those who may read it anyway; to the others once it is in a request of theirs.
        slugs=decide_reading(None, services.person(upload.user_id)).allowed,
        columns=_columns(texts, harmless_columns(services, upload), wrong=bool(upload.problems)),
    )


def harmless_columns(services: Services, upload: Upload) -> FileColumns | None:
    """The columns of the file that were taken, without what may be a token."""
    columns = columns_of(upload)
    if columns is None:
        return None
    secret = services.tokens.among(
        [title for _, title in columns.titles] + [one for row in columns.samples for one in row]
    )
    return replace(
        columns,
        titles=tuple((column, "…" if secret(title) else title) for column, title in columns.titles),
        samples=tuple(tuple("…" if secret(one) else one for one in row) for row in columns.samples),
    )


def judge_read(services: Services, upload: Upload) -> Judged:
    """What was read together with what the form held."""
    values = form_from_json(upload.form)
    others = stores_of(upload)
    if Source.REQUEST in values.keep and upload.request_id:
        others = [*request_stores(services, upload.request_id), *others]
    unread = bool(upload.trouble or upload.sheet_trouble or upload.problems)
    return judge(services, replace(values, sheet=False), others, request_id=upload.request_id, elsewhere=unread)


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
    columns: Sequence[Block] = (),
) -> View:
    """How many stores there are, where they are from, the first of them, and what is wrong.

    `wrong`: sentences in plain text; with any there is no way on but back to the form, or (`again`) to read once
    more. `request`: the one that is edited, from that `version` of it. `confirm`: the brand's other open request, which
    sending accepts. `slugs`: whether the reader may see those that come from the sheet. `columns`: what is said of the
    columns that were taken from the file.
    """
    blocks: list[Block] = [other_request(texts, confirm)] if confirm else []
    if wrong:
        blocks.append(section(texts.md("preview.wrong", emoji=Mrkdwn(words.PROBLEM_EMOJI))))
        # As plain text, in which every sign that somebody typed, and each of a rule about them, stands as it is.
        blocks.append({"type": "section", "text": plain(_problems(texts, wrong), SECTION)})
    if draft.stores:
        blocks += _stores(texts, draft, file_name, slugs)
    blocks += columns
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
        callback_id=PREVIEW,
        about=request,
        version=version,
    )


def form_gone(texts: Texts) -> View:
    """That what the form held is not kept any more."""
    return notice(texts, texts.md("preview.gone"))


def sheet_choice(
    texts: Texts,
    rows: Sequence[Candidate],
    unusable: Sequence[int],
    brand: str,
    request: Request | None = None,
    version: int = 0,
    *,
    read: Sequence[Block] = (),
    selected: Sequence[Block] | None = None,
) -> View:
    """How many rows can be taken, and the input to search and take them. Where some bear the brand's name, all of
    those are chosen to begin with. `request`: the one that is edited, from that `version` of it. `read`: what is said
    of the restaurants that will be sent, `selected`: the options that are chosen, where it is others."""
    blocks: list[Block] = [
        *read,
        section(texts.md("choice.rows", count=len(rows)) if rows else texts.md("choice.none")),
    ]
    if rows:
        first = [_all(texts, brand, count)] if (count := len(matching(rows, brand))) else []
        chosen = first if selected is None else selected
        blocks.append(
            search_select(
                ROWS,
                texts("choice.input"),
                chosen,
                hint=texts("choice.hint"),
                placeholder=texts("choice.placeholder"),
                fewest=FEWEST_LETTERS,
            )
        )
    if unusable:
        shown = ", ".join(map(str, unusable[:_ROWS_SHOWN])) + ("…" if len(unusable) > _ROWS_SHOWN else "")
        blocks.append(context(texts.md("choice.unusable", count=len(unusable), rows=shown)))
    blocks.append(actions([button(texts("preview.back"), BACK, request.id if request else "")]))
    return modal(
        texts("choice.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("form.resend" if request else "form.send") if rows else None,
        callback_id=CHOICE,
        about=request,
        version=version,
    )


def row_options(texts: Texts, rows: Sequence[Candidate], typed: str) -> list[Block]:
    """What is offered to somebody who typed that: first all that are found, then each, as many as Slack takes. Names
    and row numbers only, in the options' values too, and nothing for less than FEWEST_LETTERS."""
    if len(typed.strip()) < FEWEST_LETTERS:
        return []
    found = matching(rows, typed[:_SEARCH])
    ones = [_one(texts, row) for row in found[:MOST_OPTIONS]]
    first = [_all(texts, typed, len(found))] if len(found) > 1 else []
    return [*first, *ones][:MOST_OPTIONS]


def chosen_rows(rows: Sequence[Candidate], values: Sequence[str]) -> list[Candidate] | None:
    """What the values of the chosen options stand for, each once, in the order of the sheet; None where one stands for
    nothing any more, as when the sheet was read again and another name is in that row."""
    known = {value: {row} for row in rows for value in (row_value(row), _OF_0_1_0 + row.slug)}
    slugs = set()
    for value in values:
        of_all = value.startswith(_ALL)
        found = matching(rows, value.removeprefix(_ALL)) if of_all else known.get(value)
        if not found:
            return None
        slugs |= {row.slug for row in found}
    return [row for row in rows if row.slug in slugs]


def _named(texts: Texts, rows: Sequence[Candidate], named: Sequence[NamedRow]) -> list[Block]:
    """The options of the rows that a message named and that stand where they stood."""
    wanted = {row.value for row in named if row.ticked}
    return [_one(texts, row) for row in rows if row_value(row) in wanted]


def _shown(services: Services, problems: Sequence[StoreProblem]) -> list[StoreProblem]:
    """The problems; of a text that may be a token, no more than that."""
    secret = services.tokens.among([problem.text for problem in problems])
    return [
        replace(problem, fault=StoreFault.LOOKS_LIKE_TOKEN, text="") if secret(problem.text) else problem
        for problem in problems
    ]


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


def _columns(texts: Texts, columns: FileColumns | None, *, wrong: bool) -> list[Block]:
    """Which columns of the file were taken; where others might be meant, the first rows, and two menus."""
    if columns is None:
        return []

    def title(column: int) -> str:
        said = columns.title(column)
        return said if columns.header_row else texts("preview.column", letter=said)

    name, slug = (within(title(column), _COLUMN) for column in columns.both)
    told: Block = context(texts.md("preview.columns", names=name, slugs=slug))
    if columns.certain or not (columns.fits or wrong):
        return [told]
    rows = [
        texts.md("preview.sample", cells=Mrkdwn("  ·  ".join(within(cell, _COLUMN) for cell in row)))
        for row in columns.samples
    ]
    doubt = [section(Mrkdwn("\n".join([texts.md("preview.doubt"), *rows])))] if rows and not columns.chosen else []
    options = [(str(column), title(column)) for column, _ in columns.titles]
    return [
        *doubt,
        told,
        choice(texts.md("preview.names"), NAMES, options, str(columns.name)),
        choice(texts.md("preview.slugs"), SLUGS, options, str(columns.slug)),
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


def _problems(texts: Texts, wrong: Sequence[str]) -> str:
    lines = [texts("preview.problem", sentence=sentence) for sentence in wrong[:PROBLEMS_SHOWN]]
    hidden = len(wrong) - len(lines)
    return fitting(lines, _ROOM - 200, lambda count: texts("more.errors", count=count), hidden)


def _one(texts: Texts, row: Candidate) -> Block:
    name = shorten(own_name(row.name, row.slug), _ROW_NAME) or texts("choice.nameless")
    return option_of(row_value(row), texts("choice.one", name=name, row=words.rows(texts, [row.row])))


def _all(texts: Texts, typed: str, count: int) -> Block:
    said = typed.strip()[:_SEARCH]
    key = "choice.all_with" if said else "choice.all"
    return option_of(_ALL + said, texts(key, count=count, text=shorten(said, _TYPED)))
