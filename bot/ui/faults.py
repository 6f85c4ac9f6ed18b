"""The sentences about what is wrong with stores and files, in plain text: they stand under inputs."""

from collections.abc import Mapping, Sequence

from bot.texts import Texts
from bot.ui.blocks import ERROR, length, shorten
from workflows.outcomes import Taken
from workflows.stores import LONGEST_NAME, LONGEST_PASTE, MOST_STORES, Source, StoreFault, StoreProblem
from workflows.workbooks import FileFault

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
        text=shorten(problem.text, _EXCERPT),
        longest=_LIMITS.get(problem.fault, LONGEST_NAME),
    )


def _about_taken(texts: Texts, taken: Taken, names: Mapping[str, str]) -> str:
    name = names.get(taken.requester)
    return texts(
        "error.stores.taken_by" if name else "error.stores.taken",
        place=_place(texts, taken.store.source, taken.store.line),
        slug=shorten(taken.store.slug, _EXCERPT),
        reference=taken.reference,
        name=shorten(name or "", _EXCERPT),
    )


def _place(texts: Texts, source: Source, line: int) -> str:
    return texts(f"place.{source}", line=str(line))
