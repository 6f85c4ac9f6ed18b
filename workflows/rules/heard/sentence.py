"""Finds slugs in the middle of other words, each with the name that stands before it, or else behind it. Pure."""

import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from workflows.rules.heard.left_out import ARE, is_denied, left_out
from workflows.rules.heard.lists import AROUND, DANGLING, ENDS_BRAND, GLUE, HEADS, IN_A_SENTENCE, is_no_name
from workflows.rules.heard.names import fact, is_ordinary, last_capitalised, tidy, word_key
from workflows.rules.heard.slugs import LONGEST_RUN, Evidence, form, resembles
from workflows.rules.store_lines import brand_key

_LONGEST_NAME = 80
_ALIKE = 4  # letters with which the slugs of a list begin that nothing parts
_LOOKED_BACK = 100  # characters before a slug in which its name is looked for
_LONGEST_SIGN = 30  # characters of what stands between a name and its slug
_LABEL_REACHES = 50  # characters from the word "slug" to what it labels
WORD = re.compile(r"(?<![\w.@/+#-])[A-Za-z0-9][\w-]{0,99}+(?![\w@]|\.\w)")
_SIGN = r"(?:→|⇒|➡️?|➜|►|-+>|=+>|:=?|=|\t|\||;|\s[-–—/]+\s|,)"  # between a name and its slug
_OPENS = re.compile(r"[(\[{<«“\"'`]+\s*(?:slugs?\s*[:=]?\s*)?[`'\"]*$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?<!\w)(?:slugs?|sulgs?|slgs?|identifiants?|ids?)(?:\s+(?:(?:hey\s?)?pongo|du\s+\w+|des\s+\w+|is|are|est|sont|c'?est|the|les?|to\s+use|"
    r"ci-dessous|suivants?|below|of\s+\w+))*(?:(?:\s+(?!pas\b|not\b|confirm|venir|come|follow|demand|inconnu|unknown|"
    r"manqu|missing)[^\W\d_]+){1,4}(?=\s*[:=→]))?\s*(?P<sign>[:=]|→|-+>|=+>|[-–—]\s)?\s*[`'\"«“(\[*]*\s*$",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(
    r"[`'\"»)]*\s*,?\s*(?:(?:is|est|c'?est|being|comme|as)\s+(?:the|le|leur|their|son|its)\s+(?:right\s+|good\s+|bon\s+)?slug|"
    r"(?:comme|as)\s+(?:slug|identifiant|id))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:restaurant|resto|magasin|store|boutique|shop|site|[ée]tablissement|location|points? de vente)s?\s*"
    r"[:=]\s*[`'\"«(*]*\Z",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[`'\"»”)\]*]*\s*(?:(?:[,/;+&\n|]|\b(?:et|and|puis|ou|or)\b)\s*)+[`'\"«“(\[*]*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[,/;+&]|\b(?:et|and|ou|or)\b)\s*", re.IGNORECASE)
_IS = re.compile(r"\s(?:is|est|c'est)\s*$")
_NEXT_WORD = re.compile(r" (?:[-–] )?(\w+)")
_CALLED = re.compile(r"\b(?:sous|under|est|is|c'est|as|nommée?|appelée?|called|named)\s+[`'\"«(*]*\Z")
_CLOSED = re.compile(r"\s*(?:[`'\"»”)\]}>,;.!?|]|$)")
LABELS = re.compile(r"\b(?:s(?:lu?|ul)gs?\b|ids?\b|identifiant)")  # in lower case
_SIGNED = re.compile(rf"\s*{_SIGN}\s*[`'\"(\[<*]*\s*$")
_NAME_AFTER = re.compile(rf"[`'\"»”\])]*\s*(?:(?:{_SIGN})\s*|[(\[]\s*)([^,;()\[\]\n|\t]{{2,60}})")
_OWN_BRACKETS = re.compile(r"[`'\"»”*]*\s?[(\[][^()\[\]\n]{0,80}[)\]]")
_SAYS_IS = re.compile(r"\b(?:is|est|being|comme|as)\b[^.,;:!?]*\Z", re.IGNORECASE)  # "gino2 is the slug"
_LED_ON = re.compile(r"[\s,;/+&]*(?:(?:et|and|puis)\s+)*")  # what stood between slugs
_BRACKETED = re.compile(r"[`'\"»”]*\s*[(\[]")
_LEADING = re.compile(
    r"^(?:(?:le|la|les|l'|the|our|notre|un|une|a)\s*)?(?:restaurants?|resto|magasin|store|boutique|shop|site)\s+(?=[A-ZÀ-Ý0-9])"
)
_TO_6XPOS = re.compile(r"\s+(?:à|a|au|aux|to|sur|on|onto|with|avec|vers|en)\s+(?:\w+\s+){0,2}6xpos\b", re.IGNORECASE)
_PART_BEFORE = re.compile(r"(?:^|[.!?:,])\s*[`'\"«“(*]*\Z")
_SENTENCE_ENDS = re.compile(r"[`'\"»”)*]*\s*(?:[.!?]|$)")
_PREPOSITION = re.compile(r"^(?:ainsi que |as well as |aussi )?(?:(?:de|du|à|of|in|at|pour|for)\s+|d')", re.IGNORECASE)
_BREAKS = re.compile(r"[,;.!?:()\[\]|\t\n]\s*|\s(?:et|and|puis|plus)\s|\s[-–—/]\s")
_WITH_A_DASH = re.compile(r"(?<![^\n•*-])\s?([^,;.!?:()\[\]|\t\n]+?)\s[-–—]\s([^,;.!?:()\[\]|\t\n]+?)\s*$")
_DASH = re.compile(r"\s[-–—]\s")
_QUOTED_LAST = re.compile(r"[\"«“]\s*([^\"«»“”]{2,80}?)\s*[\"»”]\s*,?$")
_NO_NAME = re.compile(r"https?:|@|[?]|\b(?:tokens?|jetons?)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?!(?:slugs?|et|and|avec|with)\b)\w", re.IGNORECASE)  # another word
_FIRST_PART = re.compile(r"[-_]")


class Spot(NamedTuple):
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
        self._labels = [match.start() for match in LABELS.finditer(line.lower())]
        likely = evidence.worth_a_look
        first = self._labels[0] if self._labels else len(line)
        called = any(_SAYS_IS.search(line, max(0, at - _LONGEST_SIGN), at) for at in self._labels)
        self._words = [
            match
            for match in WORD.finditer(line)
            if match[0] in likely or match.start() > first or (called and _LABEL_BEHIND.match(line, match.end()))
        ]
        self._shaped = [match for match in self._words if match[0] in likely and form(match[0])]
        self._shaped_at = {match.start() for match in self._shaped}
        self.spots: list[Spot] = []
        self._slugs: list[tuple[int, int]] = []
        self._names: list[tuple[int, int]] = []
        self._taken: set[str] = set()
        self._denied: set[int] = set()
        self._remarks: list[tuple[int, int]] = []  # where it is said that a slug is none of the request
        self._in_list = self._marked = False  # in the list behind the word "slug"; a colon stands before it

    def read(self) -> None:
        """Takes each word that is a slug."""
        twice, likely = self._begin_alike(), self._evidence.worth_a_look
        for match in self._words:
            label = self._label(match.start()) if self._labels else None
            called = not label and self._is_called_slug(match)
            if not (label or called or self._in_list or match[0] in likely):
                continue
            start = self._slugs[-1][1] if self._slugs else 0
            if start and (own := _OWN_BRACKETS.match(self._line, start, match.start())):
                start = own.end()  # "gino-lyon (Lyon), gino-bron (Bron)"
            before = self._line[max(start, match.start() - _LOOKED_BACK) : match.start()]
            follows = bool(self._slugs) and self._follows(start, match)
            labelled = self._labelled(match, label, follows) or called
            if match[0] in self._taken:
                self._slugs.append(match.span())
                continue
            if not labelled and not self._may_be_slug(match, before):
                continue
            name = self._before(before, label, match[0])
            if labelled or self._is_slug(match, before, name, listed=follows or match.start() in twice):
                sure = bool(label) or called or self._evidence.is_known(match[0])
                remark = left_out(self._line, match, before.lower(), sure=sure)
                if remark:
                    self._denied.add(match.start())
                    self._remarks.append(remark)
                    if follows and ARE.match(self._line, match.end()):
                        self._leave_out_list(match.start())
                else:
                    self._take(match, name)
        self._take_neighbours()
        if not self.spots and self._shaped:
            self._take_list()

    def _take_list(self) -> None:
        """Takes words in a slug's form behind what is done: "connect moss-stone and bread-ahead"; a single one only
        with what it is done to: "connect moss-stone to 6xpos"."""
        start, end = self._shaped[0].start(), self._shaped[0].end()
        before = self._line[:start].split()
        pairs = list(zip(self._shaped, self._shaped[1:], strict=False))
        if is_denied(self._line[:start].lower()) or not (pairs or _TO_6XPOS.match(self._line, end)):
            return
        if (
            before
            and (
                (pairs and before[-1].endswith(":"))
                or before[-1] == "6xpos:"
                or fact(before[-1]).connects
                or fact(before[-1]).key in AROUND["introduces"]
            )
            and all(_JOINED.fullmatch(self._line, one.end(), other.start()) for one, other in pairs)
        ):
            for match in self._shaped:
                self._take(match, "")

    def _label(self, start: int) -> re.Match[str] | None:
        """The word "slug" before a word, with what may stand between them."""
        at = bisect_left(self._labels, start) - 1
        near = at >= 0 and start - self._labels[at] <= _LABEL_REACHES
        return _LABEL.match(self._line, self._labels[at], start) if near else None

    def _is_called_slug(self, match: re.Match[str]) -> bool:
        """Whether it is said behind it that it is one: "bc-lisboa is the slug"."""
        behind = bool(self._labels) and self._labels[-1] > match.end() and _LABEL_BEHIND.match(self._line, match.end())
        return bool(behind) and self._evidence.labelled(match[0], True)

    def _may_be_slug(self, match: re.Match[str], before: str) -> bool:
        """Whether it has a slug's form, is known as one, or is the message's name in one word."""
        word = match[0]
        if match.start() in self._shaped_at or self._evidence.is_known(word) or self._evidence.repeats(before, word):
            return True
        if self._evidence.is_name_in_one(word):
            return True
        closed = _CLOSED.match(self._line, match.end()) or _JOINED.match(self._line, match.end())
        called = closed or _CALLED.search(before, max(0, len(before) - _LONGEST_SIGN))
        return bool(called) and self._evidence.begins(word)

    def _leave_out_list(self, at: int) -> None:
        """Leaves out the slugs of a list, too, of whose last one, which begins there, more than one is said: "gino-lyon
        and gino-bron are done"."""
        while self._slugs and _AND.fullmatch(self._line, self._slugs[-1][1], at):
            at, end = self._slugs.pop()
            self._denied.add(at)
            self._taken.discard(self._line[at:end])
            self.spots = [spot for spot in self.spots if spot.slug != self._line[at:end]]

    def _take_neighbours(self) -> None:
        """Takes what has a slug's form and stands in a list before one."""
        taken = {start for start, _ in self._slugs} | self._denied
        for before, match in zip(self._shaped[-2::-1], self._shaped[:0:-1], strict=True):
            if (
                match.start() in taken
                and before.start() not in taken
                and _JOINED.fullmatch(self._line, before.end(), match.start())
            ):
                self._take(before, "")
                taken.add(before.start())

    def _begin_alike(self) -> set[int]:
        """Where the words stand with a slug's form that begin like another of them."""
        if len(self._shaped) < 2:
            return set()
        begins = [_FIRST_PART.split(match[0].lower(), maxsplit=1)[0] for match in self._shaped]
        times = Counter(begins)
        return {match.start() for match, start in zip(self._shaped, begins, strict=True) if times[start] > 1}

    def _labelled(self, match: re.Match[str], label: re.Match[str] | None, follows: bool) -> bool:
        """Whether it follows the word "slug", or another that does."""
        self._marked = bool(label and label["sign"]) or (self._marked and follows)
        self._in_list = (
            (bool(label) or (follows and self._in_list))
            and (match.start() in self._shaped_at or self._may_be_labelled(match, label))
            and brand_key(match[0]) not in HEADS
            and self._evidence.labelled(match[0], self._marked and (bool(label) or not self._shaped_at))
        )
        return self._in_list

    def _may_be_labelled(self, match: re.Match[str], label: re.Match[str] | None) -> bool:
        """Whether a plain word behind a label may be a slug: no number behind "id", no name in several words."""
        if label and match[0].isdigit() and not label[0].lower().startswith("slug"):
            return False
        following = _NEXT_WORD.match(self._line, match.end())
        return not following or is_no_name(word_key(following[1])) or _alike(match[0], following[1])

    def _follows(self, end: int, match: re.Match[str]) -> bool:
        """Whether a word stands in one list with the slug that ends there: "gino1, gino2", "gino1 gino2"."""
        if _JOINED.fullmatch(self._line, end, match.start()):
            return True
        start, _ = self._slugs[-1]
        return self._line[end : match.start()] == " " and _alike(self._line[start:end], match[0])

    def _is_slug(self, match: re.Match[str], before: str, name: str, listed: bool) -> bool:
        """Whether it is one by its form and by what stands around it."""
        word, shaped = match[0], match.start() in self._shaped_at
        ticked = before.endswith("`") and self._line.count("`", 0, match.start()) % 2 == 1
        if not shaped and not self._evidence.is_known(word):
            if self._evidence.is_name_in_one(word) or self._evidence.repeats(before, word):
                return True
            return bool(name and self._evidence.beside(name, word)) or (ticked and self._evidence.begins(word))
        if shaped and (ticked or listed or _PLACE.search(before)):
            return True
        if (name and self._evidence.beside(name, word)) or self._evidence.alone(word):
            return True
        set_apart = _PART_BEFORE.search(before) and _SENTENCE_ENDS.match(self._line, match.end())
        return bool(set_apart) and shaped and self._evidence.in_town(word)

    def _before(self, before: str, label: re.Match[str] | None, slug: str) -> str:
        """The name that stands before a slug and a sign, or nothing."""
        if label:
            before = before[: max(0, len(before) - len(label[0]))].rstrip(" (-–—:,;=→>`*[")
        elif not before or before.rstrip()[-1:].isalnum():
            name = last_capitalised(tidy(_BREAKS.split(_IS.sub("", before).rstrip(" ,"))[-1])) if form(slug) else ""
            named = _IS.search(before) and _BREAKS.split(_IS.sub("", before).rstrip(" ,"))[-1] == name  # "Lyon 1 is …"
            return name if is_name(name) and (named or resembles(name, slug)) else ""
        elif opened := _OPENS.search(before, max(0, len(before) - _LONGEST_SIGN)):
            before = _SIGNED.sub("", before[: opened.start()])
        elif signed := _SIGNED.search(before, max(0, len(before) - _LONGEST_SIGN)):
            before = before[: signed.start()]
        else:
            return ""
        name = _last_name(before)
        return name if name and (resembles(name, slug) or not label) else ""

    def _behind(self, match: re.Match[str]) -> str:
        """The name that stands behind a slug and a sign: `gino-lyon : Gino Lyon`."""
        after = _NAME_AFTER.match(self._line, match.end())
        name = tidy(after[1]) if after else ""
        return (
            name
            if is_name(name)
            and _is_short(name)
            and not any(map(form, WORD.findall(name)))
            and (resembles(name, match[0]) or (last_capitalised(name) == name and self._in_brackets(match.end())))
            else ""
        )

    def _in_brackets(self, at: int) -> bool:
        """Whether what follows stands in brackets."""
        return bool(_BRACKETED.match(self._line, at))

    def _take(self, match: re.Match[str], name: str) -> None:
        name = name or self._behind(match)
        self.spots.append(Spot(name, match[0]))
        self._taken.add(match[0])
        self._slugs.append(match.span())
        if name and (at := self._line.find(name)) >= 0:
            self._names.append((at, at + len(name)))

    def left(self) -> str:
        """The line without its slugs; nothing where only names and signs are left of it."""
        if not self.spots:
            return self._line
        if not _MORE.search(self._without([*self._slugs, *self._names])):
            return ""
        left = self._without([*self._slugs, *self._remarks])
        return _LED_ON.sub("", left, count=1) if self._slugs[0][0] == 0 else left

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
    return (
        len(words) <= LONGEST_RUN
        and not any(word.lower() in IN_A_SENTENCE for word in words)
        and not any(map(_is_everyday, words))
    )


def _is_everyday(word: str) -> bool:
    """Whether a word in lower case is one of everyday language, and joins no name."""
    return word.islower() and word not in GLUE and word_key(word) in ENDS_BRAND


def _alike(slug: str, other: str) -> bool:
    """Whether two words begin alike, and the second one has a number: "gino1 gino2"."""
    return slug[:_ALIKE] == other[:_ALIKE] and len(other) > _ALIKE and any(map(str.isdigit, other))


def _says(text: str) -> bool:
    """Whether words stand in it that are none of a name's."""
    return any(word.islower() and word not in GLUE for word in text.split())


def _last_name(text: str) -> str:
    """The name that a text ends with: all since the last sign where that is short, else its capitalised words."""
    text = text.replace("*", "").rstrip(" ")
    bare = text.rstrip(" ,")
    if not bare:
        return ""
    if bare[-1] in '"»”' and (quoted := _QUOTED_LAST.search(text)):
        return quoted[1]
    part = _PREPOSITION.sub("", _LEADING.sub("", tidy(_BREAKS.split(bare)[-1])))
    if _says(part) and (capitals := last_capitalised(part)) and _says(part[: -len(capitals)]):
        part = capitals
    if part.islower() and is_ordinary(part):
        return ""  # "one restaurant - gino-lyon"
    if is_name(part) and _is_short(part) and not form(part) and part.split()[0].lower() not in DANGLING:
        whole = _WITH_A_DASH.search(text) if _DASH.search(text) else None  # "Le Fournil - Blois"
        return tidy(whole[0]) if whole and whole[2] == part and last_capitalised(whole[1]) == whole[1] else part
    name = last_capitalised(text)
    return name if is_name(name) else ""
