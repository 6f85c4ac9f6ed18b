"""Which texts are one address that mail goes to."""

import pytest

from workflows.rules.mailboxes import address_of, mailbox


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("lead@example.org", "", "lead@example.org"),
        ("Hey Pongo <a.b+c@heypongo.co.uk>", "Hey Pongo", "a.b+c@heypongo.co.uk"),
        ('"Pongo, Été" <a@b.fr>', "Pongo, Été", "a@b.fr"),
        ("o'neil@example.org", "", "o'neil@example.org"),
        ("<a@localhost>", "", "a@localhost"),
    ],
)
def test_one_address(text: str, name: str, address: str) -> None:
    assert mailbox(text) == (name, address)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a@", "@b.c", "a@b@c", "a @b.fr", "a@b .fr", " a@b.fr", "a@b.fr ", '"a@b.fr"', "'a@b.fr'", "“a@b.fr”",
        "a@b.fr, c@d.fr", "a@b.fr;c@d.fr", '"x, y"@b.fr', "a@b.fr\r\nBcc: c@d.fr", "é@b.fr", "a@é.fr", "N <a@b.fr",
        "a@b.fr>", "N <a@b.fr> <c@d.fr>", "a..b@c.fr", "a@b..fr", "a@-b.fr",
        "a" * 65 + "@b.fr", "a@" + "b." * 130 + "fr",
        "=?utf-8?q?x=0d=0aBcc:_e@x.io?=@b.fr", "=?utf-8?q?x?=@b.fr", "c@d.fr <a@b.fr>", "Name\r\nBcc: x <a@b.fr>",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert mailbox(text) is None
    assert address_of(text) == ""
