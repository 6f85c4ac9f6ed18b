"""How long something has lasted, in words."""

from datetime import timedelta

import pytest

from bot.commands.ages import spoken


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "1 second"),
        (0.4, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7_199, "119 minutes"),
        (86_400, "24 hours"),
        (172_800, "2 days"),
    ],
)
def test_in_the_largest_unit_of_which_there_are_two(seconds: float, words: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == words
