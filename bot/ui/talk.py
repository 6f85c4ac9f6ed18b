"""What people say about a request, as it is read in its other thread."""

import re
from collections.abc import Mapping
from textwrap import wrap

from bot.texts import Mrkdwn, Texts, escape, mention
from bot.ui.blocks import FALLBACK, Block, Message, clip, context, fitting, packed, section, within
from workflows.rules.effects import Said
from workflows.rules.plain_text import plain
from workflows.storage.models import Request

_BRAND, _PIECE, _MOST = 120, 500, 8_000
_MOST_NAMES = 10
_MENTIONED = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_ANGLED = re.compile(r"<([^<>|\n]+)(?:\|([^<>\n]*))?>")
_EMOJI = re.compile(":\u2060(?=[a-z0-9_+'-]+:)")


def said(texts: Texts, request: Request, told: Said, names: Mapping[str, str], *, alone: bool = False) -> Message:
    """What somebody wrote, with who it was. `names`: of the people whom it mentions, by user id; `alone`: it stands in
    no thread."""
    author = mention(told.user)
    about = texts.md("talk.about", author=author, brand=within(request.brand, _BRAND), reference=request.reference)
    text = readable(told.text, names)
    blocks: list[Block] = [section(about if alone else texts.md("talk.author", author=author))]
    if text:
        blocks += _quoted(text)
    if told.files:
        blocks.append(context(texts.md("talk.files", count=told.files, author=author)))
    return Message(clip(f"{about} {escape(text)}", FALLBACK), blocks)


def reads_along(texts: Texts, request: Request) -> Message:
    """For the card's thread: that the requester reads what is written there, and answers."""
    line = texts.md("talk.reads_along", requester=mention(request.requester))
    return Message(line, [context(line)])


def is_read(texts: Texts) -> Message:
    """The same for the requester's thread."""
    line = texts.md("talk.is_read")
    return Message(line, [context(line)])


def token_said(texts: Texts) -> Mrkdwn:
    """To whoever wrote what looks like a token."""
    return texts.md("talk.token")


def mentioned(text: str) -> list[str]:
    """The first user ids that a text mentions."""
    return list(dict.fromkeys(_MENTIONED.findall(text)))[:_MOST_NAMES]


def readable(text: str, names: Mapping[str, str]) -> str:
    """Slack's mrkdwn as plain text: mentions by their names, links by their addresses."""

    def shown(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target[0] == "@":
            return "@" + names.get(target[1:], label or "…")
        if target[0] in "#!":
            return label or ("@partnerships" if target.startswith("!subteam") else target.replace("!", "@"))
        return f"{label} ({target})" if label and label not in target else target

    seen = _ANGLED.sub(shown, plain(text))
    return seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _quoted(text: str) -> list[Block]:
    """It as a quotation, whole as far as a message holds it; emoji stay what they are."""
    pieces = [piece for line in text.split("\n") for piece in wrap(line, _PIECE, replace_whitespace=False) or [""]]
    lines = [f"> {_EMOJI.sub(':', escape(piece))}" for piece in pieces]
    return packed(fitting(lines, _MOST, lambda _: "> …").split("\n"))
