"""Checks e-mail addresses of settings and Slack profiles: one that mail surely goes to, or none. Pure."""

import re
from typing import NamedTuple

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322, section 3.2.3; a quoted local part is nobody's address here
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
_MAILBOX = re.compile(rf"({_ADDRESS})|(?:\"([^\"<>@\r\n]*)\"|([^\"<>@,;\r\n]*))\s*<({_ADDRESS})>")
_LONGEST, _LONGEST_LOCAL_PART = 254, 64  # RFC 5321, section 4.5.3.1


class Mailbox(NamedTuple):
    """A bare address, and the name before it, empty for none."""

    name: str
    address: str


def mailbox(text: str) -> Mailbox | None:
    """The mailbox that `text` is: `address`, or `Name <address>`; None for anything else, two addresses among it.

    An address that begins like an encoded word (RFC 2047) is none: mail programs would decode it.
    """
    found = _MAILBOX.fullmatch(text)
    if not found:
        return None
    address = found[1] or found[4]
    local_part = address.partition("@")[0]
    if len(address) > _LONGEST or len(local_part) > _LONGEST_LOCAL_PART or "=?" in local_part or local_part[0] in "'`":
        return None
    return Mailbox((found[2] or found[3] or "").strip(), address)


def address_of(text: str) -> str:
    """The bare address of `mailbox`; empty for none."""
    found = mailbox(text)
    return found.address if found else ""
