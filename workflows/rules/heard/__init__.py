"""Understands messages: `heard` says what one asks for, by the table in `words`, and which brand and restaurants it
names, by the shapes in `brand` and `stores`. Pure; imports `workflows.rules` alone."""

from workflows.rules.heard.known import Known
from workflows.rules.heard.message import LONGEST, Beside, Heard, heard
from workflows.rules.heard.phrases import Intent
from workflows.rules.heard.stores import FoundStore

__all__ = ["LONGEST", "Beside", "FoundStore", "Heard", "Intent", "Known", "heard"]
