"""A person at random between any two calls and within them; an oracle looks after every write that was applied.

More of them: `PYTHONPATH=. .venv/bin/python -m tests.unit.sheets.test_scenes 20000`.
"""

import sys
from collections import Counter

import pytest

from tests.unit.sheets.scenes import Kind, Scene

KINDS = {
    "calm": Kind(acts=0.0),
    "people": Kind(acts=0.5),
    "faults and kills": Kind(acts=0.4, faults=0.2),
    "the journal is lost": Kind(acts=0.4, faults=0.2, journal_lost=0.7),
    "two processes": Kind(acts=0.3, faults=0.1, two=True),
    "blank cells are not matched": Kind(acts=0.4, faults=0.1, quirk="blanks_not_matched"),
    "hidden rows are skipped": Kind(acts=0.4, faults=0.1, quirk="hidden_rows_skipped"),
    "findReplace is refused": Kind(acts=0.4, faults=0.1, quirk="find_replace_refused"),
}
PER_BATCH, BATCHES = 24, 6


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("kind", KINDS)
def test_no_token_stands_wrong_and_nothing_typed_is_lost(kind: str, batch: int) -> None:
    for seed in range(batch * PER_BATCH, (batch + 1) * PER_BATCH):
        assert Scene(seed, KINDS[kind]).play() == [], f"scene {seed}"


def main(count: int) -> None:
    """Plays so many scenes of each kind; prints what happened, and the first that is wrong."""
    for name, kind in KINDS.items():
        found: Counter[str] = Counter()
        for seed in range(count):
            scene = Scene(seed, kind)
            wrong = scene.play()
            found.update(
                acts=scene.hands.acts,
                writes=scene.oracle.writes,
                faults=scene.faults,
                kills=scene.kills,
                journals_lost=scene.journals_lost,
                refused=scene.refused,
                exceptions=scene.oracle.exceptions,
                lost_in_plain_writes=scene.oracle.lost_in_plain_writes,
                lost_with_journal=scene.oracle.lost_with_journal,
                wrong=bool(wrong),
            )
            if wrong:
                print(f"  scene {seed}: {wrong[:3]}")
        print(f"{name}: {count} scenes, {dict(found)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
