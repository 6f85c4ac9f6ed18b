"""What is wrong with tokens after their delivery: in the digest, in Home, in Details, in a card's thread."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.texts import Mrkdwn, Texts
from bot.ui.actions import action_button
from bot.ui.blocks import FALLBACK, Block, Message, actions, clip, context, section, within
from workflows.requests.queries import Picture
from workflows.requests.token_health import UnwellToken
from workflows.rules.effects import HealthNews
from workflows.rules.policy import Action
from workflows.rules.token_health import SOON, HealthProblem, ending
from workflows.storage.models import Request, TokenHealth

SHOWN = 5
_BRAND, _NAME, _NAMES_SHOWN = 120, 60, 10
_ALL = {HealthProblem.UNANSWERED: "all_unanswered"}


def unwell(texts: Texts, tokens: Sequence[UnwellToken], call: Mrkdwn | None = None) -> list[Block]:
    """A title and an entry for each, with what helps; nothing where all are well. `call`: who is called, where nothing
    else in the message does."""
    if not tokens:
        return []
    count = len(tokens)
    title = texts.md("health.title", count=count) if call is None else texts.md("health.calls", call=call, count=count)
    blocks: list[Block] = [section(title)]
    for one in tokens[:SHOWN]:
        blocks += _entry(texts, one)
    if count > SHOWN:
        blocks.append(context(texts.md("health.more", count=count - SHOWN)))
    return blocks


def news(texts: Texts, picture: Picture, told: HealthNews, *, answered: bool = False) -> Message:
    """The line in the card's thread: what is wrong with the request's token and what helps, or that it is over.
    `answered`: nothing is left to be done about it."""
    request = picture.request
    brand = within(request.brand, _BRAND)
    if told.over:
        line = texts.md("health.over", brand=brand)
        return Message(clip(line, FALLBACK), [section(line)])
    said = _problem(texts, told.problem, datetime.fromisoformat(told.since), None, told.lost)
    helps = texts.md(f"health.help.{told.problem}")
    line = texts.md("health.entry", brand=brand, reference=request.reference, problem=said, help=helps)
    blocks = [section(line)]
    if told.lost:
        names = {store.slug.lower(): store.name for store in picture.stores}
        listed = [within(names.get(slug.lower()) or slug, _NAME) for slug in told.lost[:_NAMES_SHOWN]]
        more = [Mrkdwn("…")] if len(told.lost) > _NAMES_SHOWN else []
        blocks.append(context(texts.md("health.lost_stores", names=Mrkdwn(", ".join([*listed, *more])))))
    last = context(texts.md("health.answered")) if answered else actions(_buttons(texts, request))
    return Message(clip(line, FALLBACK), [*blocks, last])


def all_well(texts: Texts) -> Message:
    """That what was wrong with all tokens is over."""
    line = texts.md("health.all_over")
    return Message(clip(line, FALLBACK), [section(line)])


def health_lines(texts: Texts, token: TokenHealth | None) -> list[Mrkdwn]:
    """For Details: until when the token is good, and what is wrong with it."""
    if token is None:
        return []
    until = token.expires_at
    lines = [texts.md("health.good_until", day=texts.day(until))] if until else []
    if token.problem and token.since:
        lines.append(_problem(texts, token.problem, token.since, until, token.lost))
    return lines


def ends_soon(texts: Texts, expires_at: datetime | None, now: datetime) -> list[Block]:
    """For whoever gives a token: that it ends in less than 90 days."""
    if ending(expires_at, now, SOON) is None or expires_at is None:
        return []
    return [section(texts.md("health.soon", day=texts.weekday(expires_at)))]


def _entry(texts: Texts, one: UnwellToken) -> list[Block]:
    health, request = one.health, one.request
    kind = str(one.problem) if request else _ALL.get(one.problem, str(one.problem))
    said = _problem(texts, kind, health.since, health.expires_at, health.lost)
    helps = texts.md(f"health.help.{kind}")
    if request is None:
        return [section(Mrkdwn(f"{said} {helps}"))]
    brand = within(request.brand, _BRAND)
    line = texts.md("health.entry", brand=brand, reference=request.reference, problem=said, help=helps)
    return [section(line), actions(_buttons(texts, request), f"health:{request.id}")]


def _problem(
    texts: Texts, kind: str, since: datetime | None, expires_at: datetime | None, lost: Sequence[str]
) -> Mrkdwn:
    told: Mapping[str, object] = {
        "since": texts.since(since) if since else "",
        "day": texts.weekday(expires_at) if expires_at else "",
        "count": len(lost),
    }
    return texts.md(f"health.{kind}", **told)


def _buttons(texts: Texts, request: Request) -> list[Block]:
    return [action_button(texts, action, request) for action in (Action.REPLACE, Action.DETAILS)]
