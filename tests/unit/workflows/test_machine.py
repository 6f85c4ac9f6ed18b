"""Random people press random buttons: the requests behave like a model of a few lines per state."""

import shutil
import tempfile
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from tests.conftest import TUESDAY_MORNING
from workflows.requests.changes import Requests
from workflows.requests.go_live import ACTIVATING, GoLive, LiveStep
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.results import Already, BrandOpen, Done, Draft, Late, Outdated, Refused, SlugsTaken, StoreNow
from workflows.requests.transition import Transitions
from workflows.rules.policy import Action, Person, Reason, SelfApproval, decide
from workflows.rules.problems import Problem
from workflows.rules.states import OPEN, Event, State
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.storage.columns import InSheet
from workflows.storage.database import Database
from workflows.storage.models import Audit, Request, Store, Tick

pytestmark = pytest.mark.long
TEAM = "T"
LEADS = {"ULEAD1", "ULEAD2", "UCLAIRE2"}
PEOPLE = ["ULEAD1", "ULEAD2", "UCLAIRE1", "UCLAIRE2", "UOSCAR"]
SLUGS = ["a", "b", "c", "d"]

# The model: where each button leads from each state, and for whom.
ANY_LEAD, OWNER, OWNER_OR_LEAD = "lead", "owner", "owner or lead"
MODEL: dict[State, dict[str, tuple[str, State]]] = {
    State.SUBMITTED: {
        "approve": (ANY_LEAD, State.APPROVED),
        "token": (ANY_LEAD, State.WRITING),
        "ask_changes": (ANY_LEAD, State.CHANGES_REQUESTED),
        "reject": (ANY_LEAD, State.REJECTED),
        "cancel": (OWNER_OR_LEAD, State.CANCELLED),
        "retry": (OWNER_OR_LEAD, State.SUBMITTED),
    },
    State.CHANGES_REQUESTED: {
        "resubmit": (OWNER, State.SUBMITTED),
        "reject": (ANY_LEAD, State.REJECTED),
        "cancel": (OWNER_OR_LEAD, State.CANCELLED),
    },
    State.APPROVED: {
        "token": (ANY_LEAD, State.WRITING),
        "reject": (ANY_LEAD, State.REJECTED),
        "cancel": (OWNER_OR_LEAD, State.CANCELLED),
        "retry": (OWNER_OR_LEAD, State.APPROVED),
    },
    State.WRITING: {"retry": (ANY_LEAD, State.WRITING)},
    # Of these, "retry" helps only while a token is being replaced or withdrawn.
    **{
        state: dict.fromkeys(("replace", "withdraw", "retry"), (ANY_LEAD, state))
        for state in (State.DELIVERED, State.ACTIVATED, State.COMPLETED)
    },
}
YES = {"approve", "token", "replace"}
BUTTONS = ["approve", "token", "ask_changes", "reject", "cancel", "retry", "resubmit", "replace", "withdraw"]


@cache
def _template() -> str:
    """An empty migrated database, to copy for each run."""
    path = f"{tempfile.mkdtemp()}/bot.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


class Clicks(RuleBasedStateMachine):
    """The real thing on SQLite, beside the model."""

    requests_made = Bundle("requests_made")

    @initialize()
    def begin(self) -> None:
        self.clock = MovableClock(TUESDAY_MORNING, running=False)
        self.directory = tempfile.TemporaryDirectory()
        shutil.copy(_template(), f"{self.directory.name}/bot.db")
        self.database = Database(f"sqlite:///{self.directory.name}/bot.db")
        self.sealer = Sealer(Sealer.new_key())
        self.requests = Requests(Transitions(self.database, self.clock, SelfApproval.ALONE), self.sealer)
        self.live = GoLive(Transitions(self.database, self.clock, SelfApproval.ALONE))
        self.queries = Queries(self.database)
        self.states: dict[str, State] = {}
        self.owners: dict[str, str] = {}
        self.slugs: dict[str, set[str]] = {}
        self.versions: dict[str, int] = {}
        self.ticks: dict[str, set[str]] = {}
        self.replacement: dict[str, str] = {}
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.directory.cleanup()

    def person(self, user: str) -> Person:
        return Person(user, user in LEADS, others=bool(LEADS - {user}))

    def draft(self, slugs: set[str]) -> Draft:
        return Draft("Marque", "a@b.c", tuple(StoreLine(f"N {slug}", slug) for slug in sorted(slugs)))

    def held(self, but: str = "") -> set[str]:
        held = [slugs for key, slugs in self.slugs.items() if key != but and self.states[key] in OPEN]
        return set().union(*held)

    def key(self) -> str:
        self.count += 1
        return f"click:{self.count}"

    @rule(target=requests_made, user=st.sampled_from(PEOPLE), slugs=st.sets(st.sampled_from(SLUGS), min_size=1))
    def submit(self, user: str, slugs: set[str]) -> str:
        draft = self.draft(slugs)
        outcome = self.requests.submit(draft, Press(Person(user, False), TEAM, self.key()), confirmed=True)
        assert not isinstance(outcome, BrandOpen)
        if slugs & self.held():
            assert isinstance(outcome, SlugsTaken)
            assert {taken.store.slug for taken in outcome.taken} == slugs & self.held()
            return ""
        assert isinstance(outcome, Done)
        made = outcome.request.id
        self.states[made], self.owners[made], self.slugs[made] = State.SUBMITTED, user, slugs
        self.ticks[made], self.versions[made] = set(), 1
        return made

    @rule(
        made=requests_made,
        user=st.sampled_from(PEOPLE),
        button=st.sampled_from(BUTTONS),
        slugs=st.sets(st.sampled_from(SLUGS), min_size=1),
        behind=st.sampled_from([0, 0, 0, 1]),
    )
    def press(self, made: str, user: str, button: str, slugs: set[str], behind: int = 0) -> None:
        """`behind`: of how many versions the form that is submitted does not know."""
        if not made:
            return
        state, own, version = self.states[made], user == self.owners[made], self.versions[made]
        outcome = self.do(made, button, user, slugs, version - behind)
        line = MODEL.get(state, {}).get(button)
        if line is None or (button == "retry" and state not in OPEN and made not in self.replacement):
            assert isinstance(outcome, Late)
            assert outcome.request.state is state
            return
        who, target = line
        allowed = {ANY_LEAD: user in LEADS, OWNER: own, OWNER_OR_LEAD: own or user in LEADS}[who]
        if not allowed or (own and button in YES):
            assert isinstance(outcome, Refused)
        elif behind:
            assert isinstance(outcome, Outdated)
            assert len(outcome.changes) == (1 if version > 1 else 0)
            assert outcome.request.state is state
        elif button == "resubmit" and slugs & self.held(made):
            assert isinstance(outcome, SlugsTaken)
        else:
            assert isinstance(outcome, Done)
            self.states[made] = target
            if button in ("replace", "withdraw"):
                self.replacement[made] = button
            if button == "resubmit":
                self.versions[made] += slugs != self.slugs[made]
                self.slugs[made] = slugs
            assert outcome.request.version == self.versions[made]

    def do(self, made: str, button: str, user: str, slugs: set[str], version: int) -> object:
        person, key = self.person(user), self.key()
        if button == "replace":
            token = f"token-number-{self.count}-of-the-brand"
            return self.requests.give_token(
                made,
                Press(person, TEAM, key),
                version=version,
                token=token,
                reason="r",
            )
        if button == "withdraw":
            return self.requests.act(
                made,
                Event.WITHDRAW,
                Press(person, TEAM, key),
                version=version,
                reason="r",
            )
        if button in YES:
            token = "token-of-the-brand-123" if button == "token" else None
            return self.requests.give_token(made, Press(person, TEAM, key), version=version, token=token)
        if button == "resubmit":
            return self.requests.resubmit(made, self.draft(slugs), Press(person, TEAM, key), version=version)
        return self.requests.act(
            made,
            Event(button),
            Press(person, TEAM, key),
            version=version,
            reason="r",
        )

    @rule(
        made=requests_made,
        user=st.sampled_from(PEOPLE),
        step=st.sampled_from(list(LiveStep)),
        done=st.sampled_from([True, True, True, False]),
    )
    def tick(self, made: str, user: str, step: LiveStep, done: bool) -> None:
        if not made:
            return
        state, ticks = self.states[made], self.ticks[made]
        outcome = self.live.tick(made, step, Press(self.person(user), TEAM, self.key()), done=done)
        if state not in (State.DELIVERED, State.ACTIVATED):
            assert isinstance(outcome, Late)
        elif user not in LEADS | {self.owners[made]}:
            assert isinstance(outcome, Refused)
        elif (step in ticks) is done:
            assert isinstance(outcome, Already)
        elif state is State.ACTIVATED and step is not LiveStep.PRODUCTS:
            assert isinstance(outcome, Late)
        else:
            assert isinstance(outcome, Done)
            (ticks.add if done else ticks.discard)(step.value)
            if ticks >= ACTIVATING:
                self.states[made] = State.COMPLETED if "products" in ticks else State.ACTIVATED

    @rule(made=requests_made)
    def straight_to_delivered(self, made: str) -> None:
        """Random clicks seldom come this far by themselves."""
        if made and self.states[made] is State.SUBMITTED:
            self.press(made, "ULEAD1" if self.owners[made] != "ULEAD1" else "ULEAD2", "token", set())
            self.rows_are_verified(made)

    @rule(made=requests_made)
    def rows_are_verified(self, made: str) -> None:
        if made:
            moved = self.requests.delivered(made, [StoreNow(slug, InSheet.WRITTEN, (2,)) for slug in self.slugs[made]])
            assert moved is (self.states[made] is State.WRITING)
            if moved:
                self.states[made] = State.DELIVERED

    @rule(made=requests_made, stale=st.booleans())
    def rows_are_replaced(self, made: str, stale: bool) -> None:
        """`stale`: what was written is not what is wanted any more."""
        if made and (request := self.queries.request(made)):
            how = self.replacement.get(made)
            fingerprint = "00000000" if stale else request.token_fingerprint
            assert self.requests.replacement.finished(made, how or "replace", fingerprint, []) is (
                how is not None and not stale
            )
            if how and not stale:
                del self.replacement[made]
                self.states[made] = State.WITHDRAWN if how == "withdraw" else self.states[made]

    @rule(made=requests_made, kind=st.sampled_from(["protected", "conflict"]))
    def problem(self, made: str, kind: str) -> None:
        if made:
            self.requests.show_problem(made, Problem(kind))

    @rule(made=requests_made)
    def time_is_up(self, made: str) -> None:
        if made:
            waiting = {State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED}
            assert self.requests.expire(made) is (self.states[made] in waiting)
            if self.states[made] in waiting:
                self.states[made] = State.EXPIRED

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(timedelta(hours=hours))

    @invariant()
    def the_audit_alone_rebuilds_the_state(self) -> None:
        if not hasattr(self, "states"):
            return
        with self.database.reading() as session:
            rebuilt: dict[str, str] = {}
            for entry in session.exec(select(Audit).order_by(col(Audit.id))):
                assert entry.from_state == rebuilt.get(entry.request_id)
                rebuilt[entry.request_id] = entry.to_state
            stored = {request.id: request.state.value for request in session.exec(select(Request))}
        assert rebuilt == stored == {key: state.value for key, state in self.states.items()}

    @invariant()
    def a_token_is_kept_only_while_it_is_written_and_a_slug_only_while_open(self) -> None:
        if not hasattr(self, "states"):
            return
        with self.database.reading() as session:
            for request in session.exec(select(Request)):
                writes = request.state is State.WRITING or self.replacement.get(request.id) == "replace"
                assert (request.token_sealed is not None) is writes
                assert request.replacement == self.replacement.get(request.id)
            for store, request in session.exec(select(Store, Request).join(Request)):
                assert store.open_slug == (store.slug if request.state in OPEN else None)

    @invariant()
    def ticks_are_as_they_were_pressed(self) -> None:
        if not hasattr(self, "states"):
            return
        with self.database.reading() as session:
            stored: dict[str, set[str]] = {made: set() for made in self.states}
            for tick in session.exec(select(Tick)):
                stored[tick.request_id].add(tick.step)
        assert stored == self.ticks

    @invariant()
    def every_state_has_an_answer_for_every_button(self) -> None:
        for made, state in getattr(self, "states", {}).items():
            for action in Action:
                verdict = decide(action, state, self.owners[made], self.person("UOSCAR"), SelfApproval.ALONE)
                assert verdict.allowed is (verdict.reason is Reason.ALLOWED)


Clicks.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestClicks = Clicks.TestCase
