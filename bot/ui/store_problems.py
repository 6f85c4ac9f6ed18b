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
    StoreFault,
    StoreLine,
    StoreProblem,
)
from workflows.rules.xlsx import FileFault

_LINES_SHOWN, _EXCERPT, _FILE = 10, 40, 60
_SCOPE = "files:read"
_LIMITS = {StoreFault.TOO_LONG: LONGEST_PASTE, StoreFault.TOO_MANY: MOST_STORES}


def store_sentences(
    texts: Texts, problems: Sequence[StoreProblem], taken: Sequence[Taken], names: Mapping[str, str] | None = None
) -> list[str]:
    """A sentence for each. `names`: what to call the requesters of `taken`, by user id: a mention would stand there
    as `<@U…>`."""
    found = [_about_line(texts, problem) for problem in problems]
    return found + [_about_taken(texts, one, names or {}) for one in taken]


def file_sentence(texts: Texts, fault: FileFault, name: str) -> str:
    """Why a file was not read, and what helps."""
    return texts(f"error.file.{fault}", name=shorten(name, _FILE), most=MOST_STORES, scope=_SCOPE)


def joined(texts: Texts, sentences: Sequence[str]) -> str:
    """As many sentences as one can read under an input, and how many there are more."""
    kept = list(sentences[:_LINES_SHOWN])

    def whole() -> str:
        hidden = len(sentences) - len(kept)
        return "\n".join([*kept, texts("more.errors", count=hidden)] if hidden else kept)

    while length(whole()) > ERROR:
        kept.pop()
    return whole()


def _about_line(texts: Texts, problem: StoreProblem) -> str:
    return texts(
        f"error.stores.{problem.fault}",
        place=_place(texts, problem.source, problem.line),
        other=texts(f"other_place.{problem.other_source}", line=str(problem.other_line)),
        text=shorten(_told(problem), _EXCERPT),
        longest=_LIMITS.get(problem.fault, LONGEST_NAME),
    )


def _about_taken(texts: Texts, taken: Taken, names: Mapping[str, str]) -> str:
    name = names.get(taken.requester)
    return texts(
        "error.stores.taken_by" if name else "error.stores.taken",
        place=_place(texts, taken.store.source, taken.store.line),
        slug=shorten(_named(texts, taken.store), _EXCERPT),
        reference=taken.reference,
        name=shorten(name or "", _EXCERPT),
    )


def _told(problem: StoreProblem) -> str:
    """What a sentence repeats of a problem. Where all of it comes from the sheet, not its slug."""
    from_sheet = {problem.source, problem.other_source if problem.other_line else problem.source} == {Source.SHEET}
    return "…" if from_sheet else problem.text


def _named(texts: Texts, store: StoreLine) -> str:
    """What a sentence calls a store: one of the sheet by its name, for its slug is not everybody's."""
    if store.source is not Source.SHEET:
        return store.slug
    return own_name(store.name, store.slug) or texts("choice.nameless")


def _place(texts: Texts, source: Source, line: int) -> str:
    return texts(f"place.{source}", line=str(line))
