"""The `rich_text` block's elements (docs.slack.dev, "Rich text block")."""

from bot.sandbox.slack.checks import (
    Check,
    address,
    anything,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    record,
    string,
)

_style = record({"bold": boolean, "italic": boolean, "strike": boolean, "code": boolean, "underline": boolean,
                 "highlight": boolean, "client_highlight": boolean, "unlink": boolean})  # fmt: skip
_leaf = {"type": anything, "style": _style}
_leaves: dict[str, Check] = {
    "text": record({**_leaf, "text": string()}, ["text"]),
    "link": record({**_leaf, "url": address(), "text": string(None, 0), "unsafe": boolean}, ["url"]),
    "emoji": record({**_leaf, "name": string(), "unicode": string(), "skin_tone": integer(1, 6)}, ["name"]),
    "user": record({**_leaf, "user_id": string()}, ["user_id"]),
    "usergroup": record({**_leaf, "usergroup_id": string()}, ["usergroup_id"]),
    "channel": record({**_leaf, "channel_id": string()}, ["channel_id"]),
    "broadcast": record({**_leaf, "range": one_of("here", "channel", "everyone")}, ["range"]),
    "color": record({**_leaf, "value": string()}, ["value"]),
    "date": record(
        {**_leaf, "timestamp": integer(0, 9_999_999_999), "format": string(), "url": address(), "fallback": string()},
        ["timestamp", "format"],
    ),
    "team": record({**_leaf, "team_id": string()}, ["team_id"]),
}
_line = array(by_type(_leaves), 10_000, 0)
_border = integer(0, 1)
_section = record({"type": anything, "elements": _line}, ["elements"])

rich_text = by_type(
    {
        "rich_text_section": _section,
        "rich_text_list": record(
            {"type": anything, "elements": array(by_type({"rich_text_section": _section}), 10_000, 0),
             "style": one_of("bullet", "ordered"), "indent": integer(0, 8), "offset": integer(0, 10_000),
             "border": _border},
            ["elements", "style"],
        ),
        "rich_text_preformatted": record(
            {"type": anything, "elements": _line, "border": _border, "language": string()}, ["elements"]
        ),
        "rich_text_quote": record({"type": anything, "elements": _line, "border": _border}, ["elements"]),
    }
)  # fmt: skip
