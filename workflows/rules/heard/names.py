"""A text's words, and the runs of them that can be names: words with capitals and what joins them, words in lower case
up to one that is part of no name. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from workflows.rules.heard.lists import (
    BEGINS,
    COMPOUNDS,
    COUNTED,
    DETERMINERS,
    ENDS_BRAND,
    ENDS_CAPITALS,
    ENDS_NO_NAME,
    FIRST_NAMES,
    GENERIC,
    GLUE,
    NAMES_BY_ACCENT,
    NO_BEGINNING,
    NO_BRAND,
    OPEN_SENTENCES,
    PRONOUNS,
    SHORTENED,
    SUBJECTS,
    TOWNS,
    connects,
    is_no_name,
)
from workflows.rules.store_lines import LONGEST_BRAND, brand_key

_WORD = re.compile(
    r"((?=[cdjlmnstqCJMNSTQ]u?')(?<![\w'])(?:(?:[cdjlmnst]|qu)'(?=[^\W_])|(?<![a-zà-ÿ] )(?:[CJMNST]|Qu)'(?=[a-zà-ÿ]))|"
    r"[nN]'(?= )(?<= ..)|[^\W_]+(?:[_'&+.-]+[^\W_]+)*|[&+])"
)
_CAPITAL = re.compile(
    r"(?!6[Xx]-?\d|\d+(?:h|am|pm|k|j|min|e|er|eme|nd|rd|th|st)\d*$)"
    r"(?:\d*[A-ZÀ-ÖØ-ÞŒÆ]|\d+[a-z]|[dlDLOoNn]['’][A-ZÀ-ÖØ-ÞŒ])"
)
_ELIDED = re.compile(r"^[cldjmtsn]'(?=\w)|^qu'", re.IGNORECASE)
_CONTRACTED = re.compile(r"(?<=\w)'(?:d|ll|re|ve|m)$|(?<=[a-z])n't$", re.IGNORECASE)
_OPENS = re.compile(r"[.!?\n•>\u200a]")
_INVERTED = re.compile(r"([\w']+)-(?:t-)?(\w+)")
_PLACED = frozenset(("à", "en", "sur", "au", "aux", "dans", "in"))
_FOR = frozenset(("pour", "for", "avec", "with", "sans", "upon"))
ANDS = frozenset(("&", "et", "and"))
_ARTICLES = frozenset(("le", "la", "les", "the"))
_SMALL = GLUE | {"un", "une", "a"}  # with a capital no more of a name than without
COMPANY = frozenset(("cie", "co", "compagnie", "fils", "filles", "freres", "soeurs", "sons", "daughters", "brothers"))
_HOUR = re.compile(r"\d{1,2}h(?:\d\d)?")
_WITH_ME = frozenset(("moi", "toi", "nous", "vous", "me", "you", "us"))  # "burger & moi"
_AND = frozenset(("et", "and", "y", "e", "und", "ou", "or"))
_TOLD = frozenset(("update", "updates", "news", "progress", "word", "status", "info", "new", "anything"))
_LONGEST, _LONGEST_LOWER, _LONGEST_GLUE = 10, 4, 3  # words
_SHOUTED = 0.7  # of the letters in capitals
_GENERAL = GLUE | GENERIC
_IN_A_TOWN = re.compile(r"(.*?\S)\s(de |du |à |in |d')?([^\s']+)", re.IGNORECASE)
_NO_NAME_BEFORE = FIRST_NAMES | {"6xpos"}  # "Ici Karim de …"
_NUMBER = re.compile(r"\d+(?:er|e|ere|eme|nd|rd|st|th|h|k|am|pm|x|j)?|[a-z]?\d")
_STRANGE = re.compile(
    r"jagueneau|(?:6x|six)-?pos\W|https?:|www\.|@|6X-\d|\d{2}[:h]\d{2}|\b\d{1,2}h\b|(?-i:\b[A-Z]{2,}-\d{2,}\b)|"
    r"[€$]|%(?! ?[^\W\d_])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a word is by itself. `key`: as `brand_key` writes it, without an article before its apostrophe and without
    the pronoun of a question ("est-il"); `no_name`: none that a brand is called by; `shouted`: one of those in
    capitals; `whole`: the whole of it, as `brand_key` writes it; `connects`: what people do to a brand."""

    key: str
    capital: bool
    digits: bool
    no_name: bool
    shouted: bool
    glue: bool
    whole: str
    connects: bool


@lru_cache(maxsize=16_384)
def fact(word: str) -> Fact:
    """What is known of a word, from the lists."""
    inverted = _INVERTED.fullmatch(word) if "-" in word else None
    whole = brand_key(word)
    key = (
        word_key(inverted[1] if inverted and inverted[2].lower() in PRONOUNS else word)
        if "'" in word or inverted
        else whole
    )
    no_name = is_no_name(key) and word.lower() not in NAMES_BY_ACCENT
    shouted = no_name and len(word) > 1 and word.isupper()
    return Fact(key, has_capital(word), word.isdecimal(), no_name, shouted, word.lower() in GLUE, whole, connects(key))


class Word:
    """A word of a text, where it stands, and the signs before it."""

    __slots__ = ("end", "fact", "gap", "joined", "key", "start", "text")

    def __init__(self, text: str, start: int, end: int, gap: str) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.gap = gap
        self.fact = known = fact(text)
        self.key = known.key
        self.joined = gap == " " or not gap  # no sign stands before it that no name goes over


def words_of(text: str) -> list[Word]:
    """The words of a text."""
    found: list[Word] = []
    parts = _WORD.split(text)
    ends = list(accumulate(map(len, parts)))
    for gap, word, start, end in zip(parts[::2], parts[1::2], ends[::2], ends[1::2], strict=False):
        if (
            gap != " "
            and found
            and ((gap == ". " and found[-1].key in SHORTENED) or (gap.strip() == "%" and found[-1].fact.digits))
        ):
            gap = " "  # "St. Malo", "100 % Quinoa"
        found.append(Word(word, start, end, gap))
    return found


def has_capital(word: str) -> bool:
    """Whether a word is written like a name: with a capital, or with digits that one follows."""
    return bool(_CAPITAL.match(word))


def shouts(text: str) -> bool:
    """Whether nearly all of it is written in capitals."""
    if sum(map(text.count, "aeinorst")) > (1 - _SHOUTED) * len(text):
        return False  # too many of the commonest small letters: soon told
    return sum(map(str.isupper, text)) > _SHOUTED * sum(map(str.isalpha, text)) and len(text.lower()) == len(text)


def tidy(name: str) -> str:
    """A name without the signs around it."""
    name = " ".join(name.split()).strip(' .,:;-–—*_~`’"«»“”()[]{}<>|/=→')
    return name.strip("' ") if name[:1] == "'" else name


@lru_cache(maxsize=8_192)
def word_key(word: str) -> str:
    """A word as the families hold it: without the article or pronoun before its apostrophe."""
    return brand_key(_CONTRACTED.sub("", _ELIDED.sub("", word)))


def without_town(name: str) -> str:
    """A brand's name without the town of its restaurant behind it: "Poivre Rouge Dax", "Kebab House d'Amiens", not
    "Café de Paris"."""
    found = _IN_A_TOWN.fullmatch(name)
    if not found or word_key(found[3]) not in TOWNS:
        return name
    kept = found[1].lower().split()
    sure = len([word for word in kept if word not in _GENERAL]) > 1 if found[2] else kept[-1] not in _GENERAL
    return (sure and plausible(found[1])) or name


def capital_runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The longest runs of capitalised words and what joins them: first word, and the one behind the last."""
    end = 0
    for at in [at for at, word in enumerate(words) if word.fact.capital or word.fact.digits]:
        if at >= end and _may_begin(words, at):
            end = capital_end(words, at)
            yield at, end


def _glues(word: Word) -> bool:
    return word.text in ANDS or (word.fact.glue and not word.fact.capital)


def _may_begin(words: Sequence[Word], at: int) -> bool:
    """Whether a name can begin with this word, which has a capital or is a number."""
    word = words[at].fact
    if word.key == "6xpos" or _HOUR.fullmatch(word.whole):
        return False
    after = at + 1
    while after + 1 < len(words) and after - at <= _LONGEST_GLUE and words[after].joined and _glues(words[after]):
        after += 1  # "Field & Furrow", "Jamais le Lundi"
    following = words[after].fact if after < len(words) and words[after].joined else None
    if word.digits:
        return following is not None and following.capital and not following.no_name
    if not word.no_name:
        return True
    if words[at].text.lower() in BEGINS:
        return following is not None and word.key not in _AND
    if word.shouted or following is None or not following.capital or following.key in _NO_NAME_BEFORE:
        return False
    opens = at == 0 or bool(_OPENS.search(words[at].gap))
    return not following.shouted and word.key not in (OPEN_SENTENCES if opens else ENDS_CAPITALS)


def capital_end(words: Sequence[Word], at: int) -> int:
    """Where the run of capitalised words ends that begins at `at`."""
    end = glued = at + 1
    capitals = int(words[at].text.lower() not in _SMALL)
    while glued < len(words) and glued - at < _LONGEST and glued - end <= _LONGEST_GLUE and words[glued].joined:
        word = words[glued]
        joins = word.fact.shouted and word.fact.glue  # "BRASSERIE DES HALLES"
        if (word.fact.capital or word.fact.digits) and not joins:
            if (
                word.text == "I"
                or word.key in ENDS_CAPITALS
                or word.fact.shouted
                or (word.fact.digits and not _numbers(words, glued))
            ):
                break
            if word.fact.digits and words[glued - 1].text == "le":
                break  # "Bagel Bazar le 3"
            capitals += word.text.lower() not in _SMALL
            glued = end = glued + 1
            if word.key in COMPANY and words[glued - 2].text in ANDS:
                break
        elif not _joins(words, glued, capitals):
            break
        else:
            glued += 1
    while end > at + 1 and words[end - 1].fact.shouted and words[end - 1].text.lower() in ENDS_NO_NAME:
        end -= 1  # "YAKITORI MAX À CONNECTER"
    return end


def _numbers(words: Sequence[Word], at: int) -> bool:
    """Whether a number is the last of a name ("Burger 21"), and counts nothing ("Gino 12 restos")."""
    following = words[at + 1] if at + 1 < len(words) else None
    return following is None or not following.joined or following.key not in COUNTED


def _joins(words: Sequence[Word], at: int, capitals: int) -> bool:
    """Whether a word in lower case joins what stands before it with what follows."""
    word = words[at].text.lower()
    if word in _AND:
        if words[at + 1 : at + 2] and words[at + 1].key in COMPANY:
            return True
        last = at + 1 + (at + 1 < len(words) and words[at + 1].text in _ARTICLES)  # "L'Œuf ou la Poule"
        if last == at + 1 < len(words) and words[last].fact.capital and words[last].fact.no_name:
            return True  # "Mille et Une Pâtes"
        lonely = last + 1 >= len(words) or not (words[last + 1].joined and words[last + 1].fact.capital)
        return capitals == 1 and lonely and last < len(words) and words[last].key not in TOWNS
    if word in _FOR:
        return at + 1 < len(words) and words[at + 1].fact.capital and words[at + 1].fact.no_name
    if word in _PLACED and (capitals > 1 or (at + 1 < len(words) and words[at + 1].key in TOWNS)):
        return False  # "Garrigue à Béziers"
    return word in GLUE


def lower_end(words: Sequence[Word], at: int) -> int:
    """Where the run ends that begins at `at`: up to four words in whatever case, until one that is part of no name."""
    end = at
    if at and words[at].joined and words[at - 1].key in SUBJECTS and not _is_about(words, at):
        return at  # "comment on procède"
    while end < len(words) and end - at < _LONGEST_LOWER and (end == at or words[end].joined):
        word = words[end]
        if not word.key and word.text not in GLUE:
            break
        if word.text == "&" and end > at and words[end + 1 : end + 2] and words[end + 1].key in _WITH_ME:
            return end + 2
        if word.key in ENDS_BRAND or (end == at and _begins_nothing(word)) or _at_a_place(words, end):
            break
        end += 1
    while end > at and words[end - 1].text.lower() in ENDS_NO_NAME:
        end -= 1
    if end > at + 1 and words[at].text == "à" and words[at + 1].text.endswith(("er", "ir", "re")):
        return at  # "deux restos à passer"
    verb = end > at and words[at].text.endswith(("er", "ir")) and words[at + 1 : at + 2]
    return at if verb and verb[0].text in DETERMINERS - {"du", "des", "de"} else end  # "pour charger son téléphone"


def _is_about(words: Sequence[Word], at: int) -> bool:
    """Whether the word before is the English "on": "any update on …"."""
    return at > 1 and words[at - 1].text == "on" and words[at - 2].key in _TOLD


def _at_a_place(words: Sequence[Word], at: int) -> bool:
    """Whether a name in lower case is over, and a town or an hour follows: "bubble panda à 16h"."""
    following = words[at + 1] if at + 1 < len(words) else None
    return (
        words[at].text.lower() in _PLACED
        and following is not None
        and (following.text[0].isdigit() or following.key in TOWNS)
    )


def _begins_nothing(word: Word) -> bool:
    return (word.fact.no_name and word.key not in BEGINS) or word.text.lower() in NO_BEGINNING


def lower_run(text: str) -> str:
    """The name in whatever case that a text begins with."""
    words = words_of(text)
    end = lower_end(words, 0)
    return text[words[0].start : words[end - 1].end] if end else ""


def last_capitalised(text: str) -> str:
    """The capitalised words that a text ends with, and what joins them."""
    last = words_of(text[text.rfind(" ") + 1 :])
    if last and (last[-1].key in ENDS_CAPITALS or not (last[-1].fact.capital or last[-1].fact.digits)):
        return ""  # most texts: soon told
    words = words_of(text)
    runs = [run for run in capital_runs(words) if run[1] == len(words)]
    return text[words[runs[-1][0]].start :].rstrip() if runs else ""


@lru_cache(maxsize=2_048)
def plausible(name: str) -> str:
    """The name, if it can be a brand; else nothing."""
    name = tidy(name)
    key = brand_key(name)
    article, _, rest = name.partition(" ")
    bare = brand_key(rest) if article in _ARTICLES else key  # "le 14"
    if (
        len(key) < 2
        or len(name) > LONGEST_BRAND
        or bare.isdecimal()
        or _NUMBER.fullmatch(bare)
        or _STRANGE.search(name)
    ):
        return ""
    no_name = name.lower() in COMPOUNDS or (
        key in NO_BRAND if " " in name else key in GENERIC | COMPANY or is_no_name(key)
    )  # "Dough Nation" ends like a word and is none
    return "" if no_name or (is_ordinary(name) and not is_title(name)) else name


def is_ordinary(name: str) -> bool:
    """Whether it is made of ordinary words alone."""
    return all(one.no_name or one.glue or not one.key for one in map(fact, name.split()))


def is_title(name: str) -> bool:
    """Whether two words of it or more are written with capitals, and none shouts or greets: "Almost Home"."""
    words = [one for one in map(fact, name.split()) if one.capital or not one.glue]
    return sum(one.capital and not _NUMBER.fullmatch(one.whole) for one in words) > 1 and not any(
        one.shouted or one.key in ENDS_CAPITALS for one in words
    )
