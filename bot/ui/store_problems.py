"""The sentences about what is wrong with stores and files, in plain text: they stand under inputs."""

from collections.abc import Mapping, Sequence

from bot.texts import Texts
from bot.ui.blocks import ERROR, length, shorten
from workflows.requests.results import Taken
from workflows.rules.sheet_candidates import own_name
from workflows.rules.store_lines import (
    LONGEST_NAME,
    LONGEST_PASTE,
    MOST_STORES,
    Source,
    StoreLine,
    StoreProblem,
    StoreProblemKind,
)
from workflows.rules.xlsx import FileProblem

_LINES_SHOWN, _EXCERPT, _FILE = 10, 40, 60
_SCOPE = "files:read"
_RULED = {
    StoreProblemKind.THREE_PARTS,
    StoreProblemKind.LOOKS_LIKE_TOKEN,
    StoreProblemKind.NAME_TOO_LONG,
    StoreProblemKind.SLUG_IS_ADDRESS,
    StoreProblemKind.BAD_SLUG,
    StoreProblemKind.SLUG_TWICE,
    StoreProblemKind.FORMULA,
    StoreProblemKind.REFORMATTED,
}
_LIMITS = {StoreProblemKind.TOO_LONG: LONGEST_PASTE, StoreProblemKind.TOO_MANY: MOST_STORES}


def store_sentences(
    texts: Texts, problems: Sequence[StoreProblem], taken: Sequence[Taken], names: Mapping[str, str] | None = None
) -> list[str]:
    """A sentence for each; what helps against one kind is said behind the first of it alone. `names`: what to call the
    requesters of `taken`, by user id: a mention would stand there as `<@U…>`."""
    told = [_about_line(texts, problem) for problem in problems]
    told += [_about_taken(texts, one, names or {}) for one in taken]
    said: set[str] = set()
    sentences = []
    for sentence, rule in told:
        sentences.append(f"{sentence} {rule}" if rule and rule not in said else sentence)
        said.add(rule)
    return sentences


def file_sentence(texts: Texts, problem: FileProblem, name: str) -> str:
    """Why a file was not read, and what helps."""
    return texts(f"error.file.{problem}", name=shorten(name, _FILE), most=MOST_STORES, scope=_SCOPE)


def joined(texts: Texts, sentences: Sequence[str]) -> str:
    """As many sentences as one can read under an input, and how many there are more."""
    kept = list(sentences[:_LINES_SHOWN])

    def whole() -> str:
        hidden = len(sentences) - len(kept)
        return "\n".join([*kept, texts("more.errors", count=hidden)] if hidden else kept)

    while length(whole()) > ERROR:
        kept.pop()
    return whole()


def _about_line(texts: Texts, problem: StoreProblem) -> tuple[str, str]:
    """What is wrong with a line, and what helps, if there is more to say."""
    sentence = texts(
        f"error.stores.{problem.kind}",
        place=_place(texts, problem.source, problem.line),
        other=texts(f"other_place.{problem.other_source}", line=str(problem.other_line)),
        text=shorten(_told(problem), _EXCERPT),
        longest=_LIMITS.get(problem.kind, LONGEST_NAME),
    )
    return sentence, texts(f"error.rule.{problem.kind}") if problem.kind in _RULED else ""


def _about_taken(texts: Texts, taken: Taken, names: Mapping[str, str]) -> tuple[str, str]:
    name = shorten(names.get(taken.requester) or "", _EXCERPT)
    key = "taken_by" if name else "taken"
    sentence = texts(
        f"error.stores.{key}",
        place=_place(texts, taken.store.source, taken.store.line),
        slug=shorten(_named(texts, taken.store), _EXCERPT),
        reference=taken.reference,
        name=name,
    )
    return sentence, texts(f"error.rule.{key}", name=name)


def _told(problem: StoreProblem) -> str:
    """What a sentence repeats of a problem. Where all of it comes from the sheet, not its slug."""
    from_sheet = {problem.source, problem.other_source if problem.other_line else problem.source} == {Source.SHEET}
    return "…" if from_sheet else problem.text


def _named(texts: Texts, store: StoreLine) -> str:
    """What a sentence calls a store: one of the sheet by its name, for its slug is not everybody's."""
    if store.source is not Source.SHEET:
        return store.slug
    return own_name(store.name, store.slug) or texts("sheet_rows.nameless")


def _place(texts: Texts, source: Source, line: int) -> str:
    return texts(f"place.{source}", line=str(line))
