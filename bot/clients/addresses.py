"""Which addresses may be called with a secret or an answer: the one place that decides, by scheme, host and port.

An address is split by the parser of the HTTP client (requests uses urllib3's), and only one that every parser splits
alike is looked at: nobody's name before the host, no sign beyond ASCII in it, nowhere a backslash or a space.
"""

import ipaddress
import re
from typing import NamedTuple

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"(?i:https?)://[A-Za-z0-9.:\[\]-]+([/?#][^\\\s\x00-\x1f\x7f]*)?")
_SLACKS = (".slack.com", ".slack-gov.com")


class Origin(NamedTuple):
    """Where an address leads: what must be the same for two addresses to be of one server."""

    scheme: str
    host: str
    port: int


def origin(url: str) -> Origin | None:
    """The origin of an address; None where it is not plainly an http or https address."""
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = parse_url(url)
        port = parts.port
    except (LocationParseError, ValueError):
        return None
    if not parts.scheme or not parts.host or parts.auth:
        return None
    return Origin(parts.scheme, parts.host.lower(), _PORTS[parts.scheme] if port is None else port)


def same_origin(url: str, base: str) -> bool:
    """Whether `url` leads to the server of `base`, an address from the settings."""
    found = origin(url)
    return found is not None and found == origin(base)


def slacks(url: str, api_url: str) -> bool:
    """Whether `url` leads to Slack: to a host of Slack's over https, or to the server of SLACK_API_URL."""
    found = origin(url)
    if found is None:
        return False
    theirs = found.scheme == "https" and found.port == _PORTS["https"] and f".{found.host}".endswith(_SLACKS)
    return theirs or found == origin(api_url)


def sealed(url: str) -> bool:
    """Whether a secret can be read by nobody on its way there: over https, or within this machine."""
    found = origin(url)
    if found is None:
        return False
    if found.scheme == "https" or found.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(found.host.strip("[]")).is_loopback
    except ValueError:
        return False
