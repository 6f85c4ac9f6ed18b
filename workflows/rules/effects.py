"""Every kind of effect that the bot can owe to the world, one row each; the outbox performs it at least once.

Who performs it is named by its module in `bot/delivery`; nothing else is said of it anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any, Self

from workflows.rules.kept import Kept


class Performed(Enum):
    """How effects of a kind are performed."""

    ALONE = auto()  # one by one, those of several lanes side by side
    TOGETHER = auto()  # all that are due at once, one batch at a time
    ASIDE = auto()  # one by one, in threads of their own: each may take long, and somebody waits for it


class Conversation(Enum):
    """Where a message goes: each conversation has a rate of its own."""

    CARD = auto()  # the partnerships channel, or the card that stands there already: then it is changed
    CHANNEL = auto()  # the partnerships channel
    REQUESTER = auto()
    ADDRESSEE = auto()  # whoever the effect is owed to, the approvers together among them
    THREAD = auto()  # the channel that its payload names
    CHANGE = auto()  # a message that stands already, wherever: Slack counts all such changes together


@dataclass(frozen=True)
class Row:
    """`lane`: effects of one lane about the same request, or to the same person, are performed in order.

    `first`: somebody waits for it, also where it is about no single request: performed before what nobody waits for.
    `last`: nobody waits for it: performed after what somebody may wait for.
    `gaps`: the seconds that must lie between a batch and the one before, the longer the more there were since a quiet
    time: what comes meanwhile is performed together. `supersedes`: the kind that it makes needless.
    `patient`: what failed is tried again as its performer says, and not once something alike has worked.
    `private`: its payload holds what people said, and is emptied once it is over, however it ends.
    """

    lane: str
    performed: Performed = Performed.ALONE
    posts: Conversation | None = None
    first: bool = False
    last: bool = False
    gaps: tuple[float, ...] = ()
    supersedes: str = ""
    patient: bool = False
    private: bool = False


_ALONE, _TOGETHER, _ASIDE = Performed.ALONE, Performed.TOGETHER, Performed.ASIDE
_THEM = Conversation.ADDRESSEE
# Of 55 reads and 55 writes a minute a write takes one and two, a look a read: so often, one after the other goes on for
# ever, and nobody waits for long, be there one a second or two hundred at once. The batches of a crowd's first minute
# (25, of 50 writes) leave the 4 writes that a delivery reserves: more would wait until the first is a minute old.
_LOOKS, _WRITES = (0, 0, 0, 0, 0, 5), (0, 1, 1, 2.6)


class Owed(StrEnum):
    """What is owed; the outbox's `kind`."""

    row: Row
    _value_: str

    def __new__(cls, kind: str, *rows: Row) -> "Owed":
        """Reads a row; `Owed(kind)` finds it again."""
        made = str.__new__(cls, kind)
        made._value_, (made.row,) = kind, rows
        return made

    # fmt: off
    # Owed by transitions (`workflows.rules.states`), and by what changes a request in its place:
    CARD = "card", Row("card", _ALONE, Conversation.CARD)  # post or update the card in the partnerships channel
    NOTE = "note", Row("note", _ALONE, Conversation.REQUESTER)  # a direct message to the requester about this event
    NOTES = "notes", Row("notes", _ALONE, Conversation.CHANGE, last=True)  # overtaken buttons leave messages
    NEWS = "news", Row("card", _ALONE, Conversation.CHANNEL)  # calls approvers in the card's thread about this event
    SURVEY = "survey", Row("sheet", _TOGETHER, gaps=_LOOKS, supersedes="survey")  # read which stores the sheet has
    WRITE = "write", Row("sheet", _TOGETHER, gaps=_WRITES, supersedes="survey")  # put the token there and prove it
    MAIL = "mail", Row("mail", _TOGETHER, patient=True)  # a mail to 6xpos, where this event calls for one
    # Owed to somebody who waits for the answer:
    CHECK = "check", Row("check", _ASIDE, patient=True)  # ask Hey Pongo about a token that was just pasted
    READ = "read", Row("read", _ASIDE, first=True, patient=True)  # read a form's restaurants and show them
    ADOPT = "adopt", Row("adopt", _ASIDE, first=True, patient=True)  # make requests of what was there before the bot
    OFFER = "offer", Row("offer", _ALONE, Conversation.THREAD, first=True)  # a reply to a message that asks for 6xpos
    ANSWER = "answer", Row("offer", _ALONE, Conversation.THREAD, first=True)  # a reply to a question, or to no request
    OPENED = "opened", Row("card", _ALONE, Conversation.CHANGE)  # the offer that it came from says so
    # What people say about a request, from one of its two threads to the other (`workflows.requests.talk`):
    TO_REQUESTER = "to_requester", Row("talk", _ALONE, Conversation.REQUESTER, private=True)
    TO_CARD = "to_card", Row("talk", _ALONE, Conversation.CHANNEL, private=True)
    TOKEN_SAID = "token_said", Row("talk", _ALONE)  # tells who wrote what looks like a token there to delete it
    MODAL = "modal", Row("modal", _ALONE)  # says how the writing goes in the modal of whoever gave the token
    # Owed by the clock (`workflows.schedule`):
    THREAD = "thread", Row("card", _ALONE, Conversation.CHANNEL)  # 0.1.0's line beside a digest: owed no more
    UNASKED = "unasked", Row("watch", _ALONE, _THEM)  # rows of the sheet that wait for a token and nobody asked
    ROWS_CHANGED = "rows_changed", Row("watch", _ALONE, _THEM)  # what somebody did to rows of delivered requests
    ADOPTED = "adopted", Row("adopted", _ALONE, _THEM)  # what was, in one line in the channel
    TOKENS_LOST = "tokens_lost", Row("watch", _ALONE, _THEM)  # rows whose token an interrupted write has cost
    HEALTH = "health", Row("card", _ALONE, Conversation.CHANNEL)  # what is wrong with a token, or no longer
    UNSAID = "unsaid", Row("card", _ALONE, Conversation.CHANNEL)  # what 6xpos no longer says in the sheet
    DIGEST = "digest", Row("digest", _ALONE, _THEM)  # what somebody holds up, in one message
    ESCALATION = "escalation", Row("digest", _ALONE, _THEM)  # what nobody moved on, to whom ESCALATE_TO names
    REPORT = "report", Row("report", _ALONE, _THEM)  # the week in numbers, in the channel
    # fmt: on


# How a digest is sent: as a new message, unless there was one today, which is brought up to date then; as a new one in
# any case, for somebody has just been handed something; or the one that stands is brought up to date.
ONCE_A_DAY, AT_ONCE, REDRAWN = "", "at_once", "redrawn"


class Payload(Kept):
    """What an effect is told beside its request; by kind, one of those below, or nothing. What is noted of it while it
    is performed, and afterwards, is kept beside that: MailProgress, ReportBegun, Posted, NoteShown."""


@dataclass(frozen=True)
class Traced(Payload):
    """Any kind. `origin`: what caused that it is owed, as the log names that."""

    origin: str = ""


@dataclass(frozen=True)
class Happened(Payload):
    """CARD, NOTE, NEWS, MAIL, SURVEY, WRITE. `event`: a `workflows.rules.states.Event` or `Remark`; of a mail to 6xpos
    about all that waits for it, `nudge`."""

    event: str = ""


@dataclass(frozen=True)
class MailProgress(Payload):
    """MAIL. The addresses that it has `reached`, and those that `refused` it for good; `doubted`: what the try before
    was refused for good, addresses, or how the whole mail was."""

    reached: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Posted(Payload):
    """NOTE, TO_REQUESTER: where its message stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class NoteShown(Posted):
    """NOTE, HEALTH. `open`: the actions whose buttons its message shows; `mail`: a mark of the ready-made mail in it,
    empty for none."""

    open: list[str]
    mail: str = ""


@dataclass(frozen=True)
class TokenToCheck(Payload):
    """CHECK. `key`: the idempotency key that the token came by; `view`: the modal; `user`: who waits there."""

    key: str = field(metadata={"name": "interaction"})
    view: str
    user: str


@dataclass(frozen=True)
class FormToRead(Payload):
    """READ. `key`: the idempotency key of the form."""

    key: str = field(metadata={"name": "interaction"})


@dataclass(frozen=True)
class Adopting(Payload):
    """ADOPT. `user`, `team`, `view`: who waits where; `brands`: what was said of each fingerprint, several where its
    token is of several; `everything`: all that is left, as guessed."""

    user: str
    team: str
    view: str
    brands: dict[str, list[str]] = field(default_factory=dict)
    everything: bool = False


@dataclass(frozen=True)
class Adopted(Payload):
    """ADOPTED. `by`: the names of who did it; how many `brands`, and `stores` of theirs."""

    by: list[str]
    brands: int
    stores: int


@dataclass(frozen=True)
class ThreadToAnswer(Payload):
    """OFFER. `user`: who asked there; `brand`, `stores`: what was read of the request, and how many restaurants;
    `file`: the name of the one that may hold them; `message`: the ts of what asks; `cut`: it may say more than the
    form takes from it."""

    channel: str
    thread: str
    user: str
    brand: str = ""
    stores: int = 0
    file: str = ""
    message: str = ""
    cut: bool = False


@dataclass(frozen=True)
class MessageToAnswer(ThreadToAnswer):
    """ANSWER. `references`, `brand`: which requests are asked about, none: the asker's own; `team`: whose. `hint`: it
    asks for nothing, and is answered all the same."""

    references: list[str] = field(default_factory=list)
    team: str = ""
    hint: bool = False


@dataclass(frozen=True)
class OfferTaken(ThreadToAnswer):
    """OPENED. `user`: who reads the thread's reply; `offer`: its ts, empty where it has to be looked for: as the reply
    to `message`, else as the first of the thread."""

    offer: str = ""


@dataclass(frozen=True)
class Said(Payload):
    """TO_REQUESTER, TO_CARD. `user` wrote `text` (Slack's mrkdwn) and attached so many `files`; where it is nobody, the
    thread is told that what is said there reaches the other one."""

    user: str = ""
    text: str = ""
    files: int = 0


@dataclass(frozen=True)
class TokenSaid(Payload):
    """TOKEN_SAID. Who wrote it, and where; never what."""

    channel: str
    thread: str
    user: str


@dataclass(frozen=True)
class ToRemind(Payload):
    """DIGEST: everything that `holder` holds up. `how`: ONCE_A_DAY, AT_ONCE or REDRAWN."""

    holder: str
    how: str = ""


@dataclass(frozen=True)
class ToEscalate(Payload):
    """ESCALATION, to `holder`. `requests`: their ids."""

    holder: str
    requests: list[str]


@dataclass(frozen=True)
class ToAsk(Payload):
    """UNASKED. `how`: REDRAWN where no row is new, and only what stands is brought up to date."""

    how: str = ""


@dataclass(frozen=True)
class ChangedRow(Payload):
    """One of ROWS_CHANGED. `kind`: an `InSheet` of the stored rows; `found`: the fingerprint that stands there."""

    request: str
    slug: str
    kind: str
    found: str | None


@dataclass(frozen=True)
class RowsChanged(Payload):
    """ROWS_CHANGED. `rows`: those that are told; `count`: how many there are."""

    rows: Sequence[ChangedRow]
    count: int

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls([ChangedRow.from_json(row) for row in kept["rows"]], int(kept["count"]))

    @property
    def by_request(self) -> dict[str, list[ChangedRow]]:
        """The rows by the id of their request, in their order."""
        found: dict[str, list[ChangedRow]] = {}
        for row in self.rows:
            found.setdefault(row.request, []).append(row)
        return found


@dataclass(frozen=True)
class LostRow(Payload):
    """One of TOKENS_LOST. `request`: the id of the delivered request that it belongs to, "" for none."""

    request: str
    slug: str
    row: int


@dataclass(frozen=True)
class TokensLost(Payload):
    """TOKENS_LOST."""

    rows: Sequence[LostRow]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls([LostRow.from_json(row) for row in kept["rows"]])


@dataclass(frozen=True)
class HealthNews(Payload):
    """HEALTH, of the token with this `fingerprint`, or of all. `problem`: a `HealthProblem`
    (`workflows.rules.token_health`); `since`: ISO 8601, with its offset; `lost`: slugs that it no longer sees; `over`:
    the problem is no more."""

    fingerprint: str
    problem: str
    since: str
    lost: list[str] = field(default_factory=list)
    over: bool = False


@dataclass(frozen=True)
class Unsaid(Payload):
    """UNSAID. Of these slugs 6xpos no longer says in the sheet that they are `live`, or that they have their
    `products`."""

    live: list[str]
    products: list[str]


@dataclass(frozen=True)
class WeekToReport(Payload):
    """REPORT. `week`: its first day, ISO 8601."""

    week: str


@dataclass(frozen=True)
class ReportBegun(Payload):
    """REPORT. `begun`: when it was last uploaded without Slack having said so, ISO 8601."""

    begun: str
