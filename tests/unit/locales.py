"""The locale files as they are written, before anything is filled in."""

import re

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.texts import LOCALES

# Slack's shortcodes, code, links, variables: French spacing is for sentences, not for those.
NOT_PROSE = re.compile(r":[a-z0-9_]+:|`[^`]*`|<[^>|]*[>|]|\{[a-z_]+\}")


def messages(language: str) -> dict[str, Message]:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return {
            ids(message)[0]: message for message in read_po(file, locale=language, abort_invalid=True) if message.id
        }


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (str(message.id),)


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (str(message.string),)
