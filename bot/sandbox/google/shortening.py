"""Keeps the call log small: of long lists only the beginning is kept."""

from typing import Any

KEPT = 1000


def shortened(value: Any) -> Any:
    """The JSON with each list of more than 1,000 entries cut there, and a note of how many there were."""
    if isinstance(value, list):
        if len(value) > KEPT:
            return [shortened(item) for item in value[:KEPT]] + [f"[{len(value) - KEPT} more]"]
        return [shortened(item) for item in value]
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    return value
