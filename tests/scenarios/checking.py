"""`check` in the embedded workspace, for the tests of what it finds."""

from collections.abc import Callable

from bot.commands.doctor import Finding, Level

Check = Callable[..., list[Finding]]


def of(findings: list[Finding], what: str) -> Finding:
    """The one finding about a thing."""
    (found,) = [finding for finding in findings if finding.what == what]
    return found


def wrong(findings: list[Finding]) -> list[str]:
    """What is not fine."""
    return [finding.what for finding in findings if finding.level is not Level.FINE]
