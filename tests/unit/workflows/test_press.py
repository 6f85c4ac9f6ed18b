"""The idempotency keys of 0.1.0: a press that it stored is known again."""

import pytest

from workflows.requests.pending_token import kept_key
from workflows.requests.press import idempotency_key
from workflows.rules.policy import Action
from workflows.rules.states import Remark


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("request_form", "V123"), "request_form:V123"),
        (("token_form", "V123", "156772938.1827394"), "token_form:V123:156772938.1827394"),
        (("slugs", "token_check:V123:1.2"), "slugs:token_check:V123:1.2"),
        ((Action.CANCEL, "12466734323.1395872398"), "cancel:12466734323.1395872398"),
        ((Remark.REASSIGN, "12466734323.1395872398"), "hand_over:12466734323.1395872398"),
        (("oauth", "f" * 64), "oauth:" + "f" * 64),
        (("token_form", "V" * 200), "token_form:" + "V" * 89),
    ],
)
def test_a_key_is_written_as_0_1_0_wrote_it(parts: tuple[str, ...], key: str) -> None:
    assert idempotency_key(*parts) == key


def test_the_key_of_a_token_that_is_kept_is_that_of_its_press_and_stays_so() -> None:
    assert kept_key("token_form:V1:1.2") == kept_key("kept:token_form:V1:1.2") == "kept:token_form:V1:1.2"
