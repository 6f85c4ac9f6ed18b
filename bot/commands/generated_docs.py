"""Writes the parts of the documents that repeat the code: `python -m bot.commands.generated_docs` renews them.

The diagram of the workflow and the tables of notices and reminders in `docs/workflow.md`, the tables of settings and
scopes in `docs/settings.md`, `.env.example` and `manifest.yml`.
"""

import re
import textwrap
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.manifest import SCOPES, as_yaml
from bot.settings import Settings, required_for_serve
from bot.ui.mail import kind_of
from workflows.requests.notices import DECIDED_BY, FOR_ALL, TOLD_ANYWAY
from workflows.requests.reminder_rules import RULES, TOKEN_REPLACEMENT, Whom
from workflows.rules.effects import Owed
from workflows.rules.states import TRANSITIONS, Event, Role

ROOT = Path(__file__).parents[2]
# Settings that one way of connecting needs and the other does not.
_ONLY_HTTP = "SLACK_SIGNING_SECRET"
_WAITED_FOR = {
    Whom.APPROVERS: "the approvers, in the channel",
    Whom.APPROVER: "who approved it",
    Whom.TOKEN_GIVER: "who gave the token",
    Whom.REPLACER: "who asked for it",
    Whom.REQUESTER: "the requester",
}


def diagram() -> str:
    """The table of states as a Mermaid state diagram: one arrow per line of the table that leads to another state,
    and one per state for all that leave it where it is."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for line in TRANSITIONS:
        ends = (line.source.value if line.source else "[*]", line.target.value)
        who = " or ".join(role.value for role in line.who)
        arrows.setdefault(ends, []).append(f"{line.event.value} ({who})")
    lines = ["stateDiagram-v2"]
    lines += [f"    {source} --> {target}: {', '.join(labels)}" for (source, target), labels in arrows.items()]
    sources = {line.source for line in TRANSITIONS}
    lines += [f"    {state} --> [*]" for state in dict.fromkeys(t.target for t in TRANSITIONS) if state not in sources]
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def reminders_table() -> str:
    """A Markdown table: state, whom it waits for, when they are reminded, what becomes of it if nobody acts."""
    rows = ["| the request is | it waits for | reminded | if nothing happens |", "|---|---|---|---|"]
    for rule in (*RULES, TOKEN_REPLACEMENT):
        state = f"`{rule.state}`" if rule is not TOKEN_REPLACEMENT else "replacing or withdrawing a delivered token"
        state += ", with a problem" if rule.only_with_problem else ""
        when = "weekly" if rule.weekly else "after `REMIND_AFTER_HOURS`, then each working day"
        when += "; 6xpos too, by one mail" if rule.partner_too else ""
        later = ["`ESCALATE_TO` is told after `ESCALATE_AFTER_DAYS`"] if rule.escalates else []
        later += ["it expires after `EXPIRE_AFTER_DAYS`"] if rule.expires else []
        rows.append(f"| {state} | {_WAITED_FOR[rule.whom]} | {when} | {', '.join(later)} |".replace("  ", " "))
    return "\n".join(rows)


def notices_table() -> str:
    """A Markdown table: event, and by what the requester, approvers and 6xpos hear of it beside the card."""
    rows = [
        "| event | the requester, by direct message | approvers, called in the card's thread | 6xpos, by mail |",
        "|---|---|---|---|",
    ]
    for event in dict.fromkeys(line.event for line in TRANSITIONS):
        lines = [line for line in TRANSITIONS if line.event is event]
        owed = {kind for line in lines for kind in line.owes}
        roles = {role for line in lines for role in line.who}
        by_nobody = roles <= {Role.BOT, Role.CLOCK} and event not in DECIDED_BY
        told = "yes" if event in TOLD_ANYWAY or by_nobody else "if somebody else did it"
        if Owed.NOTE not in owed or roles == {Role.REQUESTER}:
            told = ""
        called = "all, by the new card" if event is Event.SUBMIT else ""
        if Owed.NEWS in owed:
            called = "who has decided about it before" + ("; else all" if event in FOR_ALL else "")
        if event is Event.PROBLEM:
            called = "who gave the token, of a conflict"
        mails = [kind for on in ("submitted", "approved") if Owed.MAIL in owed and (kind := kind_of(event, on))]
        cells = [f"`{event}`", told, called, f"`{mails[0]}`" if mails else ""]
        rows.append(f"| {' | '.join(cells)} |".replace("  ", " ").replace("  ", " "))
    return "\n".join(rows)


def settings_table() -> str:
    """A Markdown table: variable, default, meaning."""
    needed = set(required_for_serve(Settings.model_construct()))
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        variable = name.upper()
        default = f"`{_shown(field.default)}`" if _shown(field.default) else ""
        if variable in needed:
            default = "**needed** over HTTP" if variable == _ONLY_HTTP else "**needed**"
        rows.append(f"| `{variable}` | {default} | {field.description} |".replace("  ", " "))
    return "\n".join(rows)


def scopes_table() -> str:
    """A Markdown table: scope, what it is for."""
    return "\n".join(["| scope | what it is for |", "|---|---|", *(f"| `{s}` | {why} |" for s, why in SCOPES.items())])


def env_example() -> str:
    """A `.env` to copy: what `serve` needs is there to be filled in, the rest is commented out with its default."""
    needed = set(required_for_serve(Settings.model_construct()))
    parts = [
        "# The bot's settings. `pongo-6xpos init` makes a .env of them, asks for what is missing, and checks it.\n"
        "# By hand: copy to .env (mode 600) and fill in; `pongo-6xpos check` says what is wrong or missing."
    ]
    for name, field in Settings.model_fields.items():
        plain = re.sub(r"[`*]", "", field.description or "")
        comment = textwrap.fill(plain, 100, initial_indent="# ", subsequent_indent="# ")
        mark = "" if name.upper() in needed else "# "
        parts.append(f"{comment}\n{mark}{name.upper()}={_shown(field.default)}")
    return "\n\n".join(parts) + "\n"


_PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "docs/workflow.md": {"workflow": diagram, "notices": notices_table, "reminders": reminders_table},
    "docs/settings.md": {"settings": settings_table, "scopes": scopes_table},
}


def renewed(name: str, text: str) -> str:
    """The text of a document (`docs/workflow.md`) with its generated parts written anew, each between its two comments.

    Raises ValueError where a part's comments are missing.
    """
    for part, written in _PARTS[name].items():
        pieces = re.split(rf"(<!-- {part}: .*?-->\n|<!-- end of {part} -->)", text)
        if len(pieces) != 5:
            raise ValueError(f"{name} must hold the part {part!r} exactly once")
        before, opening, _, closing, after = pieces
        text = f"{before}{opening}{written()}\n{closing}{after}"
    return text


def main() -> None:
    """Writes the files."""
    for name in _PARTS:
        document = ROOT / name
        document.write_text(renewed(name, document.read_text("utf-8")), "utf-8")
    (ROOT / ".env.example").write_text(env_example(), "utf-8")
    (ROOT / "manifest.yml").write_text(as_yaml(), "utf-8")


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, StrEnum):
        return default.value
    if isinstance(default, tuple):
        hours = len(default) == 2 and all(isinstance(part, int) for part in default)
        return ("-" if hours else ",").join(map(str, default))
    return "" if default is None else str(default)


if __name__ == "__main__":
    main()
