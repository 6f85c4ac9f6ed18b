"""Reads a file's bytes as text, whatever the program wrote them in that exported it. Pure."""

import re

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What Excel, Numbers, old Macs and DOS write, the likeliest first: in doubt it is that one.
_ONE_BYTE = ("cp1252", "mac_roman", "cp850")
_LOOKED_AT = 65_536  # bytes of lines that are not ASCII: what they are in does not change further down
# What names in French, English and their neighbours are written with, beside ASCII.
_USUAL = frozenset("àâäáãåæçéèêëíîïñóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØŒÙÚÛÜ’‘“”«»–—…€£°·•²³®™ºª\u00a0\u202f")
# No word has a capital behind a small letter, and à and ù only end one.
_ODD = re.compile("(?<=[a-zà-ÿ])[À-ÝŒŸ]|[àù](?=[a-zà-ÿ])")


def decoded(data: bytes) -> str | None:
    """The text of `data`, without a byte order mark; None where it is no text in any encoding that such files have.

    UTF-8 and UTF-16 show by themselves; among the encodings of one byte a letter, the likeliest text is taken.
    """
    text = _decoded(data, "utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    if b"\0" in data[:200] and not data.startswith(_UTF_16):
        text = _decoded(data, "utf-16-le" if data[1:200:2].count(0) >= data[:200:2].count(0) else "utf-16-be")
    elif text is None and not data.startswith(_UTF_16):
        text = _decoded(data, _likeliest(data))
    return None if text is None or "\0" in text else text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likeliest(data: bytes) -> str:
    # Not at the top: its tables take memory, which only a file in none of the Unicode encodings needs.
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_LOOKED_AT]
    found = from_bytes(telling, cp_isolation=list(_ONE_BYTE), enable_fallback=False)
    # A short text is often as likely in two: then the one counts in which fewer signs are strange.
    return min(
        (one.encoding for one in sorted(found, key=lambda one: _ONE_BYTE.index(one.encoding))),
        key={one.encoding: (round(one.chaos, 2), _strange(str(one))) for one in found}.__getitem__,
        default=_ONE_BYTE[0],
    )


def _strange(text: str) -> int:
    """How many signs of `text` no name is written with, or not at that place."""
    return len(_ODD.findall(text)) + sum(not one.isascii() and one not in _USUAL for one in text)
