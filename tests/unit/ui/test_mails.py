"""The mails' content and the ready-made links: what is in them, what never is, and how long they get."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.texts import Texts
from bot.ui.mail import MailKind, kind_of, mail, mailto, whatsapp
from bot.ui.notes import ReadyMade, note
from tests.unit.ui.limits import message_problems
from tests.unit.ui.pictures import BOTH, ENGLISH, FRENCH, longest_picture, picture, request, stores
from workflows.requests.queries import Picture
from workflows.rules.states import Event, State

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
TO = ["Six Pos <jagueneau+pongo@6xpos.fr>", "b@6xpos.fr"]


@both
@pytest.mark.parametrize("kind", sorted(set(MailKind) - {MailKind.NUDGE}))
def test_both_parts_name_the_brand_the_stores_and_the_account_and_no_slug(texts: Texts, kind: MailKind) -> None:
    found = mail(texts, kind, picture(State.DELIVERED, 3))
    for part in (found.text, found.html):
        assert "Boulangerie Léa" in part
        assert part.count("Boulangerie Léa Nantes") == 3
        assert "jagueneau+boulangerielea@6xpos.fr" in part
        assert "lea-0" not in part
        assert "bbbb2222" not in part
    assert "6X-0042" in found.subject


def test_a_name_is_no_markup_and_ends_no_header() -> None:
    drawn = Picture(request(brand="<b>A</b>\r\nBcc: x@y.fr"), stores(1, "<script>&\n"), [])
    found = mail(FRENCH, MailKind.REQUESTED, drawn)
    assert "\n" not in found.subject
    assert "\r" not in found.subject
    assert "<b>" not in found.html
    assert "<script>" not in found.html
    assert "&lt;script&gt;&amp;" in found.html


def test_when_6xpos_is_told() -> None:
    submitted = {event: kind_of(event, "submitted") for event in Event}
    assert submitted[Event.SUBMIT] is MailKind.REQUESTED
    assert submitted[Event.APPROVE] is submitted[Event.APPROVE_WITH_TOKEN] is None
    approved = {event: kind_of(event, "approved") for event in Event}
    assert approved[Event.SUBMIT] is None
    assert approved[Event.APPROVE] is approved[Event.APPROVE_WITH_TOKEN] is MailKind.REQUESTED
    for told in (submitted, approved):
        assert told[Event.DELIVER] is MailKind.DELIVERED
        assert {told[e] for e in (Event.REJECT, Event.CANCEL, Event.EXPIRE)} == {MailKind.WITHDRAWN}
        assert told[Event.RESUBMIT] is MailKind.CHANGED


def test_a_link_holds_the_whole_mail_when_it_fits() -> None:
    found = mailto(ENGLISH, MailKind.REQUESTED, picture(), TO)
    address = urlsplit(found)
    assert address.path == "jagueneau%2Bpongo@6xpos.fr,b@6xpos.fr"
    assert "+" not in found
    told = parse_qs(address.query, strict_parsing=True)
    whole = mail(ENGLISH, MailKind.REQUESTED, picture())
    assert told == {"subject": [whole.subject], "body": [whole.text.replace("\n", "\r\n")]}


@both
@pytest.mark.parametrize("filler", ["x", "&", "é", "🥐"])
def test_links_of_the_longest_requests_stay_short_enough_for_slack(texts: Texts, filler: str) -> None:
    drawn = longest_picture(State.DELIVERED, 1_000, filler)
    link = mailto(texts, MailKind.DELIVERED, drawn, TO)
    assert len(link) < 2_500
    assert len(whatsapp(texts, drawn)) < 2_000
    assert message_problems(note(texts, drawn, "deliver", ReadyMade(link))) == []


def test_what_is_left_out_is_counted() -> None:
    drawn = picture(count=400)
    told = unquote(mailto(FRENCH, MailKind.REQUESTED, drawn, TO))
    named = told.count("- Boulangerie Léa Nantes")
    assert 0 < named < 400
    assert f"… et {400 - named} autres" in told
    assert "400 restaurants" in told
