"""The embedded Slack as one object: set up the workspace, connect a bot, act as people, read what became of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Faults
from bot.sandbox.front import Front
from bot.sandbox.loopback import Loopback
from bot.sandbox.slack import delivery as wire
from bot.sandbox.slack.answers import Answers, ResponseDesk
from bot.sandbox.slack.api import Api
from bot.sandbox.slack.context import Context
from bot.sandbox.slack.delivery import Delivery, Kind
from bot.sandbox.slack.files import FileDesk
from bot.sandbox.slack.messages import Messages, public
from bot.sandbox.slack.payloads import Events, Payloads
from bot.sandbox.slack.people import PersonActions
from bot.sandbox.slack.socketmode import SocketHub
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.world import Channel, Json, Person, World, response_addresses, triggers
from workflows.clock import Clock

__all__ = ["Delivery", "Person", "PersonActions", "SlackService"]
# A modal of 250 KB, form-encoded, and some room.
LARGEST_REQUEST = 20_000_000


class SlackService:
    """An embedded Slack workspace. Everything but `application` may be called from any thread."""

    def __init__(
        self, *, calls: CallLog, faults: Faults, clock: Clock, bot_token: str, app_token: str, signing_secret: str,
        scopes: Iterable[str], commands: Iterable[str] | None = None,
    ) -> None:  # fmt: skip
        """`scopes`: granted to the bot token. `commands`: the slash commands that the app registers, None for any."""
        self.bot_user_id, self.bot_id, self.app_id, self.team_id = "U0BOT6XPOS", "B0BOT6XPOS", "A06XPOS", "T06XPOS"
        self.signing_secret = signing_secret
        # How long the bot has to acknowledge: Slack's 3 seconds, less where a test waits for it to run out, more where
        # it is about something else, on a machine that is busy. Likewise `triggers.seconds`.
        self.ack_seconds = wire.ACK_SECONDS
        # Whether Slack's rate limits are in force.
        self.rate_limits = False
        # What a test changes in each payload before it is sent, to play an organisation or another workspace.
        self.reshape: Callable[[Json], Json] = lambda payload: payload
        self._world = world = World(clock, self.team_id, "pongo", "Pongo")
        world.bot_user_id, world.bot_id, world.app_id = self.bot_user_id, self.bot_id, self.app_id
        world.people[self.bot_user_id] = Person(self.bot_user_id, "6xpos", "6xpos", "", "en-US", is_bot=True)
        self.triggers = triggers()
        messages = Messages(world, lambda event: self._events.emit(event))
        self._context = context = Context(
            world, messages, Views(world, self.triggers), self.triggers,
            response_addresses(lambda: world.now().timestamp()), set(scopes),
            lambda: self.base_url, self._socket_url,
        )  # fmt: skip
        self._payloads = Payloads(context)
        self._answers = Answers(context)
        self._events = Events(context, self._payloads, lambda p, retry, why: self._send("events_api", p, retry, why))
        front = Front("slack", calls, faults)
        self._api = Api(context, front, bot_token, app_token, lambda: self.rate_limits)
        # The scopes granted to the bot token and the events subscribed to, named as in a manifest: change the sets.
        self.scopes, self.events = context.scopes, self._events.names
        # Called in a worker thread with (method, arguments): before a call does its work, and when it is done and the
        # answer not yet out.
        self.before_call, self.after_call = self._api.before_call, self._api.after_call
        self._desk = ResponseDesk(context, front)
        self._files = FileDesk(context, front, bot_token)
        self._socket = SocketHub(self.app_id)
        self._commands = set(commands) if commands is not None else None
        self._bot_url: str | None = None
        self.base_url = ""

    # -- serving

    def start(self, loopback: Loopback, port: int = 0) -> str:
        """Serves on loopback and answers the address, `http://127.0.0.1:<port>`; the API is at `<address>/api/`."""
        self.base_url = loopback.serve(self.application(), port)
        return self.base_url

    def application(self) -> web.Application:
        """The HTTP side."""
        application = web.Application(client_max_size=LARGEST_REQUEST)
        application.on_shutdown.append(self._stopping)
        application.add_routes(
            [
                web.get("/api/{method}", self._api.handle),
                web.post("/api/{method}", self._api.handle),
                web.post("/response/{token}", self._desk.handle),
                web.get("/socket", self._socket.handle),
                *self._files.routes(),
            ]
        )
        return application

    async def _stopping(self, _application: web.Application) -> None:
        await self._socket.close()

    def _socket_url(self) -> str:
        ticket = self._socket.ticket()
        return f"ws{self.base_url.removeprefix('http')}/socket?ticket={ticket}&app_id={self.app_id}"

    def stop(self) -> None:
        """Delivers no more events."""
        self._events.stop()

    # -- the workspace

    def add_person(self, person: Person) -> None:
        """Adds a member."""
        with self._world.change():
            self._world.people[person.id] = person
            self._world.news("people", user=person.id)

    def add_channel(self, id: str, name: str, members: list[str], private: bool = False) -> None:
        """Adds a channel; name the bot's user among the members where it is in."""
        with self._world.change():
            kind = "group" if private else "channel"
            self._world.channels[id] = Channel(id, name, list(members), kind)
            self._world.news("people", channel=id)

    def set_usergroup_members(self, id: str, members: list[str]) -> None:
        """Makes a user group, or replaces its members."""
        with self._world.change():
            self._world.usergroups[id] = list(members)
            self._world.news("people")

    def set_locale(self, user: str, locale: str) -> None:
        """Changes somebody's language."""
        with self._world.change():
            self._world.people[user] = replace(self._world.people[user], locale=locale)
            self._world.news("people", user=user)

    def join(self, channel: str, user: str) -> None:
        """Puts somebody, or the bot, into a channel."""
        with self._world.change():
            members = self._world.channels[channel].members
            if user not in members:
                members.append(user)
            self._world.news("people", channel=channel, user=user)

    def leave(self, channel: str, user: str) -> None:
        """Takes somebody, or the bot, out of a channel."""
        with self._world.change():
            members = self._world.channels[channel].members
            if user in members:
                members.remove(user)
            self._world.news("people", channel=channel, user=user)

    # -- the bot

    def install_for_organisation(self, organisation: str) -> None:
        """The app is installed for a whole Enterprise Grid organisation (its id), and `auth.test` says so."""
        self._world.organisation = organisation

    def deliver_to(self, url: str) -> None:
        """Where interactions and events go while no Socket Mode connection is open."""
        self._bot_url = url

    @property
    def socket_connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._socket.count

    def disconnect_sockets(self) -> None:
        """Asks the Socket Mode clients to connect anew, and ends their connections."""
        self._socket.disconnect()

    def replay(self, delivery: Delivery, retry_num: int | None = None) -> Delivery:
        """Sends the same bytes again (Socket Mode: the same envelope); the answer is not obeyed."""
        request = dict(delivery.request)
        if "envelope_id" in request:
            return self._socket.deliver(request["kind"], request["payload"], retry_num or 0, "timeout",
                                        request["envelope_id"])  # fmt: skip
        request["headers"] = {**request["headers"], **wire.retry_headers(retry_num or 0, "http_timeout")}
        return wire.send(self._bot_url or "", request, self.ack_seconds)

    def _send(self, kind: Kind, payload: Json, retry: int = 0, reason: str = "") -> Delivery:
        payload = self.reshape(payload)
        if self._socket.count:
            return self._socket.deliver(kind, payload, retry, reason, seconds=self.ack_seconds)
        if self._bot_url is None:
            return Delivery(0, "", 0.0, wire.FAILED, {"kind": kind, "payload": payload, "headers": {}, "body": b""})
        request = wire.signed_request(self.signing_secret, kind, payload, retry, reason)
        return wire.send(self._bot_url, request, self.ack_seconds)

    def settle(self, seconds: float = 10.0) -> bool:
        """Waits until every event so far was delivered or given up; False when they were not in time."""
        return self._events.settle(seconds)

    # -- people

    def as_person(self, user_id: str) -> PersonActions:
        """What this person can do. Raises KeyError for a stranger."""
        if user_id not in self._world.people:
            raise KeyError(user_id)
        return PersonActions(
            user_id, self._context, self._payloads, self._answers, self._events, self._send, lambda: self._commands
        )

    # -- reading

    def people(self) -> list[Person]:
        """Everybody, the bot too."""
        return list(self._world.people.values())

    def channels(self) -> list[Json]:
        """Every conversation: id, name, kind, members."""
        with self._world.change():
            return [
                {"id": c.id, "name": c.name, "kind": c.kind, "members": list(c.members)}
                for c in self._world.channels.values()
            ]

    def usergroup_members(self, id: str) -> list[str]:
        """Who is in a group."""
        return list(self._world.usergroups[id])

    def messages(self, channel: str) -> list[Json]:
        """A conversation's messages, oldest first, thread replies among them."""
        return self._listed(lambda: [public(m) for m in self._world.channels[channel].messages])

    def ephemerals(self, user_id: str) -> list[Json]:
        """What only this person sees, oldest first."""
        return self._listed(lambda: self._world.ephemerals.get(user_id, []))

    def im(self, user_id: str) -> str | None:
        """The direct conversation between the bot and that person."""
        with self._world.change():
            channel = self._world.im_with(user_id)
            return channel.id if channel else None

    def open_im(self, user_id: str) -> str:
        """Opens the direct conversation with the bot, as a person does who writes first; answers its id. KeyError for
        a stranger."""
        with self._world.change():
            if user_id not in self._world.people:
                raise KeyError(user_id)
            return self._world.open_im(user_id).id

    def delete_file(self, file_id: str) -> None:
        """Removes an uploaded file, as its owner may. KeyError where there is none."""
        with self._world.change():
            del self._world.files[file_id]

    def file(self, file_id: str, user_id: str) -> bytes | None:
        """The bytes of a file that was shown where this person is; None for any other."""
        with self._world.change():
            file = self._world.files.get(file_id)
            places = [self._world.channels[channel] for channel in file.channels] if file else []
            return file.data if file and any(user_id in place.members for place in places) else None

    def modals(self, user_id: str) -> list[Json]:
        """The open modal, if there is one; `errors`: the sentences under the inputs, by block id."""
        return self._listed(lambda: [view] if (view := self._context.views.modal(user_id)) else [])

    def home(self, user_id: str) -> Json | None:
        """The published App Home."""
        with self._world.change():
            view = self._context.views.home(user_id)
            copied: Json | None = self._world.copied(view)
            return copied

    def subscribe(self, listener: Callable[[Json], None]) -> None:
        """Calls `listener` after each change with its kind (`message`, `message_changed`, `message_deleted`,
        `ephemeral`, `views`, `home`, `people`) and where it was; it must be quick and never raise."""
        self._world.subscribe(listener)

    def _listed(self, what: Callable[[], list[Json]]) -> list[Json]:
        with self._world.change():
            copied: list[Json] = self._world.copied(what())
            return copied
