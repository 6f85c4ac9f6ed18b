"""Finds slugs in the middle of other words, each with the name that stands before it, or else behind it. Pure."""

import re
from dataclasses import dataclass

from workflows.rules.heard.lists import DANGLING, HEADS, IN_A_SENTENCE
from workflows.rules.heard.names import last_capitalised, tidy
from workflows.rules.heard.slugs import Evidence, form, resembles
from workflows.rules.store_lines import brand_key

LONGEST_RUN = 7  # words of a name
_LONGEST_NAME = 80
_LOOKED_BACK = 100  # characters before a slug in which its name is looked for
WORD = re.compile(r"(?<![\w.@/+-])[A-Za-z0-9][\w-]{0,99}+(?![\w@]|\.\w)")
_SIGN = r"(?:→|⇒|➡️?|➜|►|-+>|=+>|:=?|=|\t|\||;|\s[-–—]+\s|,)"  # between a name and its slug
_OPENS = re.compile(r"[(\[{<«“\"'`]+\s*(?:slugs?\s*[:=]?\s*)?[`'\"]*$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?<!\w)(?:slugs?|identifiants?|ids?)(?:\s+(?:(?:hey\s?)?pongo|du\s+\w+|des\s+\w+|is|are|est|sont|the|les?|to\s+use|"
    r"ci-dessous|suivants?|below|of\s+\w+))*\s*(?P<sign>[:=]|→|-+>|=+>|[-–—]\s)?\s*[`'\"«“(\[*]*\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[`'\"»”)\]*]*\s*(?:(?:[,/;+&\n|]|\b(?:et|and|puis|ou|or)\b)\s*)+[`'\"«“(\[*]*", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:[`'\"»”)\]}>,;.!?|]|$)")
_SIGNED = re.compile(rf"\s*{_SIGN}\s*[`'\"(\[<*]*\s*$")
_NAME_AFTER = re.compile(rf"[`'\"»”\])]*\s*(?:(?:{_SIGN})\s*|[(\[]\s*)([^,;()\[\]\n|\t]{{2,60}})")
_LEADING = re.compile(
    r"^(?:(?:le|la|les|l'|the|our|notre|un|une|a)\s*)?(?:restaurants?|resto|magasin|store|boutique|shop|site)\s+(?=[A-ZÀ-Ý0-9])"
)
_PREPOSITION = re.compile(r"^(?:ainsi que |as well as |aussi )?(?:(?:de|du|à|of|in|at|pour|for)\s+|d')", re.IGNORECASE)
_BREAKS = re.compile(r"[,;.!?:()\[\]|\t\n]\s*|\s(?:et|and|puis|plus)\s|\s[-–—]\s")
_QUOTED_LAST = re.compile(r"[\"«“]\s*([^\"«»“”]{2,80}?)\s*[\"»”]\s*,?$")
_NO_NAME = re.compile(r"https?:|@|[?]|\b(?:tokens?|jetons?)\b", re.IGNORECASE)
_LITTLE = re.compile(r"\b(?:slugs?|et|and|avec|with)\b", re.IGNORECASE)
_SOME_WORD = re.compile(r"\w")
_FIRST_PART = re.compile(r"[^-_]+")


@dataclass(frozen=True)
class Spot:
    """A slug that stands in a sentence, and the name beside it, or nothing."""

    name: str
    slug: str


def read_sentence(line: str, evidence: Evidence) -> tuple[list[Spot], str]:
    """The slugs of a line, and the line without them: nothing where only names and signs are left of it."""
    sentence = _Sentence(line, evidence)
    sentence.read()
    return sentence.spots, sentence.left()


class _Sentence:
    def __init__(self, line: str, evidence: Evidence) -> None:
        self._line, self._evidence = line, evidence
        self._words = list(WORD.finditer(line))
        self._shaped = [match for match in self._words if form(match[0])]
        folded = line.lower()
        self._labels = "slug" in folded or "id" in folded
        self.spots: list[Spot] = []
        self._slugs: list[tuple[int, int]] = []
        self._names: list[tuple[int, int]] = []
        self._in_list = self._marked = False  # in the list behind the word "slug"; a colon stands before it

    def read(self) -> None:
        """Takes each word that is a slug."""
        twice = self._begin_alike()
        for match in self._words:
            start = self._slugs[-1][1] if self._slugs else 0
            before = self._line[max(start, match.start() - _LOOKED_BACK) : match.start()]
            follows = bool(self._slugs) and bool(_JOINED.fullmatch(self._line, start, match.start()))
            label = _LABEL.search(before) if self._labels else None
            name = self._before(before, label, match[0])
            listed = follows or match in twice
            if self._labelled(match, label, follows) or self._is_slug(match, before, name, listed):
                self._take(match, name)

    def _begin_alike(self) -> list[re.Match[str]]:
        """The words with a slug's form that begin like another of them."""
        starts = [_FIRST_PART.match(match[0].lower()) for match in self._shaped]
        begins = [start[0] if start else "" for start in starts]
        return [match for match, start in zip(self._shaped, begins, strict=True) if begins.count(start) > 1]

    def _labelled(self, match: re.Match[str], label: re.Match[str] | None, follows: bool) -> bool:
        """Whether it follows the word "slug", or another that does."""
        self._marked = bool(label and label["sign"]) or (self._marked and follows)
        self._in_list = (
            (bool(label) or (follows and self._in_list))
            and brand_key(match[0]) not in HEADS
            and self._evidence.labelled(match[0], self._marked)
        )
        return self._in_list

    def _is_slug(self, match: re.Match[str], before: str, name: str, listed: bool) -> bool:
        """Whether it is one by its form and by what stands around it."""
        word, shaped = match[0], match in self._shaped
        ticked = before.endswith("`") and self._line.count("`", 0, match.start()) % 2 == 1
        if not shaped and not self._evidence.is_known(word):
            if not _CLOSED.match(self._line, match.end()):
                return False
            return bool(name and self._evidence.beside(name, word)) or (ticked and self._evidence.begins(word))
        if shaped and (ticked or listed):
            return True
        return bool(name and self._evidence.beside(name, word)) or self._evidence.alone(word)

    def _before(self, before: str, label: re.Match[str] | None, slug: str) -> str:
        """The name that stands before a slug and a sign, or nothing."""
        if label:
            before = before[: label.start()].rstrip(" (-–—:,;=→>`*[")
        elif not before or before.rstrip()[-1:].isalnum():
            return ""
        elif opened := _OPENS.search(before):
            before = _SIGNED.sub("", before[: opened.start()])
        elif signed := _SIGNED.search(before):
            before = before[: signed.start()]
        else:
            return ""
        name = _last_name(before)
        return name if name and (resembles(name, slug) or not label) else ""

    def _behind(self, match: re.Match[str]) -> str:
        """The name that stands behind a slug and a sign: `gino-lyon : Gino Lyon`."""
        after = _NAME_AFTER.match(self._line, match.end())
        name = tidy(after[1]) if after else ""
        return name if is_name(name) and _is_short(name) and not form(name) and resembles(name, match[0]) else ""

    def _take(self, match: re.Match[str], name: str) -> None:
        name = name or self._behind(match)
        self.spots.append(Spot(name, match[0]))
        self._slugs.append(match.span())
        if name and (at := self._line.find(name)) >= 0:
            self._names.append((at, at + len(name)))

    def left(self) -> str:
        """The line without its slugs; nothing where only names and signs are left of it."""
        taken = {spot.slug.lower() for spot in self.spots}
        if not taken:
            return self._line
        if not _SOME_WORD.search(_LITTLE.sub("", self._without([*self._slugs, *self._names]))):
            return ""
        return self._without([match.span() for match in self._words if match[0].lower() in taken])

    def _without(self, spans: list[tuple[int, int]]) -> str:
        kept, at = [], 0
        for start, end in sorted(spans):
            if start >= at:
                kept.append(self._line[at:start])
                at = end
        return " ".join([*kept, self._line[at:]])


def is_name(name: str) -> bool:
    """Whether it can be a restaurant's name, and not the word before its slug."""
    key = brand_key(name)
    return (
        bool(key)
        and key not in HEADS
        and not key.isdecimal()
        and len(name) <= _LONGEST_NAME
        and not _NO_NAME.search(name)
    )


def _is_short(name: str) -> bool:
    """Whether it is a name as it stands, and no sentence that ends with one."""
    words = name.split()
    return len(words) <= LONGEST_RUN and not any(word.lower() in IN_A_SENTENCE for word in words)


def _last_name(text: str) -> str:
    """The name that a text ends with: all since the last sign where that is short, else its capitalised words."""
    text = text.replace("*", "").rstrip(" ")
    if quoted := _QUOTED_LAST.search(text):
        return quoted[1]
    part = _PREPOSITION.sub("", _LEADING.sub("", tidy(_BREAKS.split(text.rstrip(" ,"))[-1])))
    if part and _is_short(part) and is_name(part) and not form(part) and part.split()[0].lower() not in DANGLING:
        return part
    name = last_capitalised(text)
    return name if is_name(name) else ""
