"""How long it takes to understand 4,000 characters."""

import time
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import yaml

from workflows.rules.heard import LONGEST, Known, heard

CORPORA = Path(__file__).parents[1] / "unit" / "workflows" / "heard"
KNOWN, ROUNDS = 50_000, 30


def known() -> Known:
    """As many brands and stores as a sheet of 50,000 rows has at the most."""
    return Known(
        (f"Marque {n}" for n in range(KNOWN)), ((f"Marque {n} Lyon", f"marque-{n}-lyon") for n in range(KNOWN))
    ).prepared()


def milliseconds(text: str, of: Known) -> float:
    """The processor's time for one text, in the quietest of many rounds: the machine has other things to do."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        heard(text, of)
        took.append(time.process_time() - began)
    return min(took) * 1_000


def messages() -> Iterable[str]:
    """The messages of each collection, one after the other, as much as is read of one."""
    for file in sorted(CORPORA.glob("*.yaml")):
        yield "\n".join(case["text"] for case in yaml.safe_load(file.read_text("utf-8")))[:LONGEST]


# What a pattern may stumble over where it stands again and again: beginnings of addresses, signs, words that lead on.
AGAIN = (
    "a", "a.", "a-", "a'", "pongo.", "www.", "https://", "backoffice.heypongo.com/", "/stores/a", "a@", "6x", "pas ",
    "(", "(a", "[", "*", "_a_", "~a~", '"a', ">", "\n", "a :", "a → ", "- a\n", "| a ", "\t", ", ", ": ", "et ",
    "mais ", "pour A ", "A.", "1", "€1",
)  # fmt: skip


def worst_growth() -> tuple[float, float]:
    """Of what stands there again and again what grows worst: milliseconds for 4,000 characters, and for 2,000."""
    begins, known_none = "6xpos pour Gino : gino-lyon, pas gino-nantes, ", Known([], [])
    texts = [(begins + sign * LONGEST)[:LONGEST] for sign in AGAIN]
    took = [(milliseconds(text, known_none), milliseconds(text[: LONGEST // 2], known_none)) for text in texts]
    return max(took, key=lambda both: both[0] / both[1])


def restaurants() -> str:
    """A list of as many restaurants as a message holds."""
    names = ("".join(parts).capitalize() for parts in product("bdfglmnprst", "aeiou", ("lle", "nce", "rdon")))
    return "\n".join(["6xpos pour Gino :", *(f"- Gino {name} : gino-{name.lower()}" for name in names)])[:LONGEST]
