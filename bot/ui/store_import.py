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
from bot.ui.problems import problem
from bot.ui.request_form import other_request
from bot.ui.request_form_problems import Judged, judge, request_stores
from bot.ui.request_message import row_value
from bot.ui.store_problems import file_sentence, store_sentences
from workflows.requests.results import Draft, Taken
from workflows.rules.form_values import NamedRow
from workflows.rules.policy import decide_reading
from workflows.rules.sheet_candidates import Candidate, matching, own_name
from workflows.rules.store_columns import FileColumns
from workflows.rules.store_lines import Source, StoreLine, StoreProblem, StoreProblemKind, clean, merged
from workflows.rules.xlsx import FileProblem
from workflows.storage.models import Request, StoreImport

READING, ROWS_FORM, STORES_FORM = "stores_reading", "sheet_choice", "stores_preview"
BACK, AGAIN, ROWS = "form_back", "read_again", "sheet_rows"
NAMES, SLUGS = "name_column", "slug_column"
STORES_SHOWN, PROBLEMS_SHOWN = 10, 20
FEWEST_LETTERS = 3
MOST_OPTIONS = 100  # docs.slack.dev, "External select": options of an answer
_BRAND, _NAME, _FILE, _ROOM = 400, 200, 60, 2_900
_COLUMN = 60
_ALL, _OF_0_1_0 = "all:", "one:"
_ROW_NAME, _TYPED, _SEARCH, _ROWS_SHOWN = 45, 30, 100, 8


def draw_import(services: Services, texts: Texts, imported: StoreImport) -> View:
    """What was read: rows of the sheet to choose among, or all of it."""
    if not imported.choosing:
        return draw_stores(services, texts, imported)
    return draw_rows(services, texts, imported)


def draw_rows(services: Services, texts: Texts, imported: StoreImport, selected: Sequence[Block] | None = None) -> View:
    """The rows of the sheet to choose among, and all that will be sent. `selected`: the options that are chosen; None
    at first, when those that a message named are, else those of the brand's name."""
    request = services.queries.request(imported.request_id) if imported.request_id else None
    values, rows, draft = imported.form, imported.rows, judge_import(services, imported).draft
    brand = clean(values.brand)
    if selected is None:
        selected = _named(texts, rows, values.rows)
        selected = selected or ([_all(texts, brand, count)] if (count := len(matching(rows, brand))) else [])
    picked = chosen_rows(rows, [str(one["value"]) for one in selected]) or []
    stores, _ = merged([*draft.stores, *(row.store for row in picked)])
    read = []
    if stores:
        slugs = decide_reading(None, services.person(imported.user_id)).allowed
        file_name = imported.file_name
        read = _stores(texts, replace(draft, stores=tuple(stores)), file_name, slugs)
    read += _columns(texts, harmless_columns(services, imported), wrong=False)
    return rows_view(texts, rows, imported.unusable, brand, request, values.version, read=read, selected=selected)


def draw_stores(
    services: Services,
    texts: Texts,
    imported: StoreImport,
    taken: Sequence[Taken] | None = None,
    confirm: Request | None = None,
) -> View:
    """What was read, all of it. `taken`: stores that another open request has, as far as it is known already."""
    judged = judge_import(services, imported)
    if taken is None:
        taken = services.queries.taken(judged.draft, imported.request_id or None, imported.team)
    names = services.languages.names({one.requester for one in taken})
    file_name = imported.file_name
    wrong = [file_sentence(texts, FileProblem(imported.file_problem), file_name)] if imported.file_problem else []
    wrong += [problem(texts, imported.sheet_problem)] if imported.sheet_problem else []
    wrong += store_sentences(texts, [*_shown(services, imported.problems), *judged.stores], taken, names)
    return stores_view(
        texts,
        judged.draft,
        file_name,
        wrong,
        again=imported.file_problem == FileProblem.UNREACHABLE or bool(imported.sheet_problem),
        request=services.queries.request(imported.request_id) if imported.request_id else None,
        version=imported.form.version,
        confirm=confirm,
        # What the sheet knows is told to those who may read it anyway; to the others once it is in a request of theirs.
        slugs=decide_reading(None, services.person(imported.user_id)).allowed,
        columns=_columns(texts, harmless_columns(services, imported), wrong=bool(imported.problems)),
    )


def harmless_columns(services: Services, imported: StoreImport) -> FileColumns | None:
    """The columns of the file that were taken, without what may be a token."""
    columns = imported.columns
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


def judge_import(services: Services, imported: StoreImport) -> Judged:
    """What was read together with what the form held."""
    values = imported.form
    others = imported.stores
    if Source.REQUEST in values.keep and imported.request_id:
        others = [*request_stores(services, imported.request_id), *others]
    unread = bool(imported.file_problem or imported.sheet_problem or imported.problems)
    return judge(services, replace(values, sheet=False), others, request_id=imported.request_id, elsewhere=unread)


def waiting_view(texts: Texts, name: str) -> View:
    """What is shown while the file `name`, or the sheet where it is empty, is fetched and read."""
    sentence = (
        texts.md("store_import.reading", name=within(name, _FILE)) if name else texts.md("store_import.reading_sheet")
    )
    return modal(texts("modal.one_moment"), [section(sentence)], close=texts("modal.close"), callback_id=READING)


def stores_view(
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
        blocks.append(section(texts.md("store_import.wrong", emoji=Mrkdwn(words.PROBLEM_EMOJI))))
        # As plain text, in which every sign that somebody typed, and each of a rule about them, stands as it is.
        blocks.append({"type": "section", "text": plain(_problems(texts, wrong), SECTION)})
    if draft.stores:
        blocks += _stores(texts, draft, file_name, slugs)
    blocks += columns
    buttons = [button(texts("store_import.back"), BACK, request.id if request else "")]
    if again:
        buttons.insert(0, button(texts("store_import.again"), AGAIN, request.id if request else "", style="primary"))
    blocks.append(actions(buttons))
    send = "form.send_anyway" if confirm else "form.resend" if request else "form.send"
    return modal(
        texts("store_import.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=None if wrong else texts(send),
        callback_id=STORES_FORM,
        about=request,
        version=version,
    )


def form_gone(texts: Texts) -> View:
    """That what the form held is not kept any more."""
    return notice(texts, texts.md("store_import.gone"))


def rows_view(
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
        section(texts.md("sheet_rows.rows", count=len(rows)) if rows else texts.md("sheet_rows.none")),
    ]
    if rows:
        first = [_all(texts, brand, count)] if (count := len(matching(rows, brand))) else []
        chosen = first if selected is None else selected
        blocks.append(
            search_select(
                ROWS,
                texts("sheet_rows.input"),
                chosen,
                hint=texts("sheet_rows.hint"),
                placeholder=texts("sheet_rows.placeholder"),
                fewest=FEWEST_LETTERS,
            )
        )
    if unusable:
        shown = ", ".join(map(str, unusable[:_ROWS_SHOWN])) + ("…" if len(unusable) > _ROWS_SHOWN else "")
        blocks.append(context(texts.md("sheet_rows.unusable", count=len(unusable), rows=shown)))
    blocks.append(actions([button(texts("store_import.back"), BACK, request.id if request else "")]))
    return modal(
        texts("sheet_rows.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("form.resend" if request else "form.send") if rows else None,
        callback_id=ROWS_FORM,
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
        replace(problem, kind=StoreProblemKind.LOOKS_LIKE_TOKEN, text="") if secret(problem.text) else problem
        for problem in problems
    ]


def _stores(texts: Texts, draft: Draft, file_name: str, slugs: bool) -> list[Block]:
    brand = within(draft.brand, _BRAND)
    lines = [_store(texts, store, slugs) for store in draft.stores[:STORES_SHOWN]]
    hidden = len(draft.stores) - len(lines)
    shown = fitting(lines, _ROOM, lambda count: texts.md("store_import.more", count=count), hidden)
    return [
        section(texts.md("store_import.summary", brand=brand, count=len(draft.stores))),
        context(_origins(texts, draft, file_name)),
        section(shown),
    ]


def _columns(texts: Texts, columns: FileColumns | None, *, wrong: bool) -> list[Block]:
    """Which columns of the file were taken; where others might be meant, the first rows, and two menus."""
    if columns is None:
        return []

    def title(column: int) -> str:
        said = columns.title(column)
        return said if columns.header_row else texts("store_import.column", letter=said)

    name, slug = (within(title(column), _COLUMN) for column in columns.both)
    told: Block = context(texts.md("store_import.columns", names=name, slugs=slug))
    if columns.certain or not (columns.fits or wrong):
        return [told]
    rows = [
        texts.md("store_import.sample", cells=Mrkdwn("  ·  ".join(within(cell, _COLUMN) for cell in row)))
        for row in columns.samples
    ]
    doubt = [section(Mrkdwn("\n".join([texts.md("store_import.doubt"), *rows])))] if rows and not columns.chosen else []
    options = [(str(column), title(column)) for column, _ in columns.titles]
    return [
        *doubt,
        told,
        choice(texts.md("store_import.names"), NAMES, options, str(columns.name)),
        choice(texts.md("store_import.slugs"), SLUGS, options, str(columns.slug)),
    ]


def _store(texts: Texts, store: StoreLine, slugs: bool) -> Mrkdwn:
    if slugs or store.source is not Source.SHEET:
        return texts.md("store_import.store", name=within(store.name, _NAME), slug=code(store.slug))
    name = within(own_name(store.name, store.slug), _NAME) or texts.md("sheet_rows.nameless")
    return texts.md("store_import.row", name=name, row=words.rows(texts, [store.line]))


def _origins(texts: Texts, draft: Draft, file_name: str) -> Mrkdwn:
    counts = {source: sum(store.source is source for store in draft.stores) for source in Source}
    parts = [
        texts.md(f"store_import.from.{source}", count=count, name=within(file_name, _FILE))
        for source, count in counts.items()
        if count
    ]
    return Mrkdwn("  ·  ".join(parts))


def _problems(texts: Texts, wrong: Sequence[str]) -> str:
    lines = [texts("store_import.problem", sentence=sentence) for sentence in wrong[:PROBLEMS_SHOWN]]
    hidden = len(wrong) - len(lines)
    return fitting(lines, _ROOM - 200, lambda count: texts("more.errors", count=count), hidden)


def _one(texts: Texts, row: Candidate) -> Block:
    name = shorten(own_name(row.name, row.slug), _ROW_NAME) or texts("sheet_rows.nameless")
    return option_of(row_value(row), texts("sheet_rows.one", name=name, row=words.rows(texts, [row.row])))


def _all(texts: Texts, typed: str, count: int) -> Block:
    said = typed.strip()[:_SEARCH]
    key = "sheet_rows.all_with" if said else "sheet_rows.all"
    return option_of(_ALL + said, texts(key, count=count, text=shorten(said, _TYPED)))
