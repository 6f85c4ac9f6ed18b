"""A small evaluator of formulas: operators, references, and a dozen functions. What it does not know is #NAME?."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.sandbox.google import a1
from bot.sandbox.google.cells import ErrorValue, Locale, Value, general

Lookup = Callable[[str | None, int, int], Value]
"""Worksheet title (None: the formula's own), row, column -> the value shown there; ErrorValue REF for no such cell."""

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<range>(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?(?![\w(]))
    |(?P<name>[A-Za-z_][\w.]*)
    |(?P<sign><>|<=|>=|[-+*/^&=<>(),;%])
    )""",
    re.VERBOSE,
)
_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
DEEPEST = 50


class Trouble(Exception):
    """An error value on its way up."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message)
        self.value = ErrorValue(kind, message)


def evaluate(formula: str, lookup: Lookup, locale: Locale) -> Value:
    """The value of `=…`: text, number, boolean or an error."""
    try:
        return _Parser(list(_tokens(formula[1:])), lookup, locale).whole()
    except Trouble as trouble:
        return trouble.value
    except (OverflowError, ValueError):
        return ErrorValue("NUM")


def link_of(formula: str | None) -> str | None:
    """The address of a formula that is one HYPERLINK with a written address."""
    found = re.match(r'=HYPERLINK\("((?:[^"]|"")*)"', formula or "", re.IGNORECASE)
    return found.group(1).replace('""', '"') if found else None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if not found or not found.lastgroup:
            raise Trouble("ERROR", "Formula parse error.")
        yield found.lastgroup, found.group(found.lastgroup)
        place = found.end()


@dataclass
class _Parser:
    tokens: list[tuple[str, str]]
    lookup: Lookup
    locale: Locale
    place: int = field(default=0)

    def whole(self) -> Value:
        value = self.expression(0)
        if self.place < len(self.tokens):
            raise Trouble("ERROR", "Formula parse error.")
        return one(value)

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.place += 1
        return token

    def expression(self, binding: int) -> "Value | list[Value]":
        left = self.operand()
        while True:
            kind, sign = self.peek()
            if kind == "sign" and sign == "%":
                self.take()
                left = self.number(one(left)) / 100
            elif kind == "sign" and _BINDING.get(sign, 0) > binding:
                self.take()
                left = self.combine(sign, one(left), one(self.expression(_BINDING[sign])))
            else:
                return left

    def operand(self) -> "Value | list[Value]":
        kind, text = self.take()
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "range":
            return self.range(text)
        if kind == "name":
            if text.upper() in ("TRUE", "FALSE") and self.peek()[1] != "(":
                return text.upper() == "TRUE"
            if self.peek()[1] == "(":
                return self.call(text.upper())
            # A value, not raised: what follows may be no formula at all, and then that is the error shown.
            return ErrorValue("NAME", f"Unknown range name: '{text.upper()}'.")
        if text == "(":
            value = self.expression(0)
            if self.take()[1] != ")":
                raise Trouble("ERROR", "Formula parse error.")
            return value
        if text in ("-", "+"):
            value = self.expression(4)
            return -self.number(one(value)) if text == "-" else value
        raise Trouble("ERROR", "Formula parse error.")

    def range(self, text: str) -> "Value | list[Value]":
        title, cells = a1.split(text)
        area = a1.cells(cells or "")
        if area.single:
            found = self.lookup(title, area.top, area.left)
            if isinstance(found, ErrorValue):
                raise Trouble(found.kind, found.message)
            return found
        assert area.end_row is not None
        assert area.end_column is not None
        return [
            self.lookup(title, row, column)
            for row in range(area.top, area.end_row)
            for column in range(area.left, area.end_column)
        ]

    def call(self, name: str) -> Value:
        self.take()
        arguments: list[Value | list[Value]] = []
        while self.peek()[1] != ")":
            arguments.append(self.expression(0))
            if self.peek()[1] in (",", ";"):
                self.take()
            elif self.peek()[1] != ")":
                raise Trouble("ERROR", "Formula parse error.")
        self.take()
        known = FUNCTIONS.get(name)
        if known is None:
            return ErrorValue("NAME", f"Unknown function: '{name}'.")
        try:
            return known(self, arguments)
        except IndexError:
            raise Trouble("N_A", f"Wrong number of arguments to {name}.") from None

    def number(self, value: Value) -> float:
        if value is None or value == "":
            return 0.0
        if isinstance(value, ErrorValue):
            raise Trouble(value.kind, value.message)
        try:
            return float(value)
        except ValueError:
            raise Trouble("VALUE", f"'{value}' is a text and cannot be coerced to a number.") from None

    def text(self, value: Value) -> str:
        if isinstance(value, ErrorValue):
            raise Trouble(value.kind, value.message)
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.locale.true if value else self.locale.false
        return general(value, self.locale) if isinstance(value, float) else value

    def combine(self, sign: str, left: Value, right: Value) -> Value:
        if sign == "&":
            return self.text(left) + self.text(right)
        if _BINDING[sign] == 1:
            return self.compare(sign, left, right)
        first, second = self.number(left), self.number(right)
        if sign == "/":
            if second == 0:
                raise Trouble("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
            return first / second
        if sign == "^":
            return float(first**second)
        return first + second if sign == "+" else first - second if sign == "-" else first * second

    def compare(self, sign: str, left: Value, right: Value) -> bool:
        if isinstance(left, str) or isinstance(right, str):
            first, second = self.text(left).casefold(), self.text(right).casefold()
            return _compared(sign, (first > second) - (first < second))
        low, high = self.number(left), self.number(right)
        return _compared(sign, (low > high) - (low < high))


def _compared(sign: str, order: int) -> bool:
    return {
        "=": order == 0,
        "<>": order != 0,
        "<": order < 0,
        ">": order > 0,
        "<=": order <= 0,
        ">=": order >= 0,
    }[sign]


def one(value: "Value | list[Value]") -> Value:
    """A single value; a range where one is wanted is an error."""
    if isinstance(value, list):
        raise Trouble("VALUE", "An array value could not be found.")
    return value


def _flat(arguments: "list[Value | list[Value]]") -> Iterator[Value]:
    for argument in arguments:
        if isinstance(argument, list):
            yield from argument
        else:
            yield argument


def _sum(parser: _Parser, arguments: "list[Value | list[Value]]") -> Value:
    return sum(float(v) for v in _flat(arguments) if isinstance(v, float | int) and not isinstance(v, bool))


def _if(parser: _Parser, arguments: "list[Value | list[Value]]") -> Value:
    test = one(arguments[0])
    chosen = bool(test) if isinstance(test, bool) else parser.number(test) != 0
    return one(arguments[1]) if chosen else one(arguments[2]) if len(arguments) > 2 else False


def _hyperlink(parser: _Parser, arguments: "list[Value | list[Value]]") -> Value:
    return parser.text(one(arguments[1] if len(arguments) > 1 else arguments[0]))


FUNCTIONS: dict[str, Callable[[_Parser, "list[Value | list[Value]]"], Value]] = {
    "SUM": _sum,
    "COUNTA": lambda parser, a: float(sum(1 for v in _flat(a) if v is not None and v != "")),
    "CONCATENATE": lambda parser, a: "".join(parser.text(v) for v in _flat(a)),
    "CONCAT": lambda parser, a: parser.text(one(a[0])) + parser.text(one(a[1])),
    "HYPERLINK": _hyperlink,
    "IF": _if,
    "UPPER": lambda parser, a: parser.text(one(a[0])).upper(),
    "LOWER": lambda parser, a: parser.text(one(a[0])).lower(),
    "TRIM": lambda parser, a: " ".join(parser.text(one(a[0])).split()),
    "LEN": lambda parser, a: float(len(parser.text(one(a[0])))),
    "LEFT": lambda parser, a: parser.text(one(a[0]))[: int(parser.number(one(a[1]))) if len(a) > 1 else 1],
    "ISBLANK": lambda parser, a: one(a[0]) is None,
    "NOT": lambda parser, a: not one(a[0]),
    "ROUND": lambda parser, a: round(parser.number(one(a[0])), int(parser.number(one(a[1]))) if len(a) > 1 else 0),
}
