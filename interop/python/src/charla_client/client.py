"""A Charla client that joins, converses and reconnects, and neither loses nor doubles anything.

Made to be copied, with ``errors.py``, ``timelines.py`` and ``happenings.py``.
"""

import asyncio
import contextlib
import itertools
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import grpc

from charla.v1 import chat_pb2, chat_pb2_grpc

from .errors import Action, Refusal
from .happenings import Happening, Joined, Lost, Offline, Online, Refused, RoomRefused, Sent
from .timelines import Timelines

CALL_TIMEOUT = 10  # seconds, for everything but a stream that is open
STABLE_AFTER = 10  # seconds of conversation that make the failures before them forgotten
LEAVE_PATIENCE = 10  # seconds for the results of what has been said before leaving
MAX_FAILURES = 3  # of the server over one command that is sent alone
ROOM_PATIENCE = 10  # seconds that wishes about rooms may hold up the messages after them, in all

_UNAUTHENTICATED: int = grpc.StatusCode.UNAUTHENTICATED.value[0]

CHANNEL_OPTIONS = (
    # A link that is half open is noticed within 15 seconds. The server allows a ping every 5.
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.http2.ping_timeout_ms", 5_000),
    ("grpc.http2.max_pings_without_data", 0),
    # How long to wait is decided here, not in the channel. "min" is how long connecting may take.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.min_reconnect_backoff_ms", CALL_TIMEOUT * 1_000),
)


@dataclass
class _Command:
    request: chat_pb2.ConverseRequest
    on_this_stream: bool = False
    ever_written: bool = False
    suspect: bool = False  # had no result when the server failed, perhaps over this
    failures: int = 0  # of the server, while it had nothing else to do
    held_up_since: float | None = None  # by a rate for a wish about a room, this one or another


@dataclass
class _Backoff:
    """Exponential with full jitter, on top of what the server asks for."""

    base: float = 0.25
    cap: float = 5.0
    attempts: int = field(default=0, init=False)

    def next(self, at_least: float | None = None) -> float:
        bound = min(self.cap, self.base * 2 ** min(self.attempts, 16))
        self.attempts += 1
        return (at_least or 0.0) + random.uniform(0, bound)


class Client:
    """One participant. Not thread-safe: everything happens on the event loop that runs it."""

    def __init__(self, target: str, name: str, tell: Callable[[Happening], None]) -> None:
        self._channel = grpc.aio.insecure_channel(target, options=CHANNEL_OPTIONS)
        self._stub = chat_pb2_grpc.ChatServiceStub(self._channel)
        self._tell = tell
        self._name = name
        self._joining = _join_request(name)
        self._join_under_way = asyncio.Lock()
        self._user = chat_pb2.User()
        self._token = ""
        self._name_lost = False
        self._limits = chat_pb2.Limits()
        self._timelines = Timelines()
        self._commands: dict[str, _Command] = {}  # without a result, in order, by request_id
        self._changed = asyncio.Event()  # wakes whoever waits for a change of the commands
        self._request_ids = itertools.count(1)
        self._stream_numbers = itertools.count(1)
        self._ready_at: float | None = None
        self._backoff = _Backoff()
        self._send_backoff = _Backoff()
        self._sends_paused_until = 0.0
        self._told_to_wait = False  # and nothing has been sent since
        self._answered = False  # by a Charla server, and not only by something in between
        self._draining = self._leaving = self._running = False
        self._half_closed = False  # the present stream, for a drain: its end is that of the drain
        self._left = asyncio.Event()

    @property
    def has_left(self) -> bool:
        """Whether the identity has ended by ``leave``."""
        return self._left.is_set()

    def send(self, message_id: str, text: str, *, room: str = "", user_id: str = "") -> None:
        """Sends, now or on a later stream: answered once, by Sent, Refused or Lost."""
        message = chat_pb2.SendMessageRequest(text=text, client_message_id=message_id)
        if user_id:
            message.user_id = user_id
        else:
            message.room = room
        self._add(chat_pb2.ConverseRequest(send_message=message))

    def enter(self, room: str) -> None:
        """Enters a room: answered once, by RoomEntered or RoomRefused."""
        self._add(chat_pb2.ConverseRequest(enter_room=chat_pb2.EnterRoom(room=room)))

    def leave_room(self, room: str) -> None:
        """Leaves a room: answered once, by RoomLeft (also if it was outside) or RoomRefused."""
        self._add(chat_pb2.ConverseRequest(leave_room=chat_pb2.LeaveRoom(room=room)))

    async def users(self, room: str) -> list[chat_pb2.PresentUser]:
        """Who is present in a room that the client is in; raises the Refusal if it is final.

        Until then the call is repeated, which may be cancelled.
        """
        users: list[chat_pb2.PresentUser] = []
        request = chat_pb2.ListUsersRequest(room=room)
        backoff = _Backoff()
        while True:
            try:
                page: chat_pb2.ListUsersResponse = await self._stub.ListUsers(
                    request, metadata=self._metadata(), timeout=CALL_TIMEOUT
                )
            except grpc.aio.AioRpcError as failed:
                refusal = Refusal.from_status(failed)
                if self._action_after(refusal) is not Action.RESUME:
                    raise refusal from failed
                await asyncio.sleep(backoff.next(refusal.retry_after))
                continue
            users.extend(page.users)
            if not page.next_page_token:
                return users
            request.page_token = page.next_page_token

    def drain(self) -> None:
        """Lets ``run`` end as soon as every command has a result and all that is there is told."""
        self._draining = True
        self._changed.set()

    async def run(self) -> None:
        """Converses until drained or left; raises the Refusal that cannot be got around."""
        self._running = True
        try:
            while not self.has_left:
                self._ready_at = None
                try:
                    if not self._token or self._name_lost:
                        await self._join()
                    if not self.has_left:
                        await self._converse()
                    return
                except Refusal as refused:
                    refusal = refused
                except grpc.aio.AioRpcError as failed:
                    refusal = Refusal.from_status(failed)
                if self._leaving and self._action_after(refusal) in (
                    Action.STOP,
                    Action.START_OVER,
                ):
                    return self._give_up_sends(refusal)
                delay = self._delay_after(refusal)
                with contextlib.suppress(TimeoutError):  # who has left waits for nothing more
                    await asyncio.wait_for(self._left.wait(), delay)
        finally:
            self._running = False
            self._changed.set()

    def _action_after(self, refusal: Refusal) -> Action:
        """A client that the server has answered before takes a foreign answer for a lost one."""
        self._answered |= not refusal.is_foreign
        return Action.RESUME if self._answered and refusal.is_foreign else refusal.action

    def _delay_after(self, refusal: Refusal) -> float:
        """Prepares the next attempt; raises the refusal if there is none to be made."""
        action = self._action_after(refusal)
        if self._ready_at and _now() - self._ready_at >= STABLE_AFTER:
            self._backoff = _Backoff()
        if self._ready_at and refusal.is_bug:
            self._server_failed(refusal)
        if action is Action.TAKE_SUGGESTED_NAME:
            self._joining = _join_request(refusal.suggested_name)
            return self._backoff.next()
        if action is Action.STOP and not self._token and refusal.uses_up_request_id:
            self._joining = _join_request(self._joining.name)
            return self._backoff.next()
        if action is Action.STOP:
            if refusal.reason == "SESSION_ENDED":
                self._give_up_sends(refusal)
            raise refusal
        if action is Action.REJOIN:
            self._name_lost = True
            self._joining = _join_request("")  # the name that was lost, if nobody has it
        elif action is Action.START_OVER:
            self._token = ""
            self._joining = _join_request(self._name)
            self._timelines.clear()
            self._sends_paused_until = 0.0
            self._give_up_sends(refusal)
        delay = self._backoff.next(refusal.retry_after)
        self._tell(Offline(refusal, delay))
        return delay

    async def leave(self) -> None:
        """Ends the identity, once what has been said has its results.

        ``run`` goes on meanwhile, also without a connection: it repeats a Join whose answer may
        have been lost, because the identity that this may have made must leave as well; and it
        sends the messages that are waiting.
        """
        self._leaving = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_PATIENCE):
                while self._running and (self._commands or not self._token):
                    self._changed.clear()
                    await self._changed.wait()
        async with self._join_under_way:  # no other one begins
            await self._leave()
            self._left.set()
        self._give_up_sends(Refusal("SESSION_ENDED", _UNAUTHENTICATED, "left before it was sent"))

    async def _leave(self) -> None:
        while self._token:
            try:
                request = chat_pb2.LeaveRequest()
                await self._stub.Leave(request, metadata=self._metadata(), timeout=CALL_TIMEOUT)
                return
            except grpc.aio.AioRpcError as failed:
                refusal = Refusal.from_status(failed)
                # These two say that an earlier try has done it.
                if refusal.reason in ("SESSION_ENDED", "SESSION_EXPIRED"):
                    return
                if self._action_after(refusal) is Action.STOP:
                    raise refusal from failed
                await asyncio.sleep(self._backoff.next(refusal.retry_after))

    async def close(self) -> None:
        await self._channel.close()

    async def _join(self) -> None:
        # The same request until it is answered: a repetition with another id would find the name
        # taken by the one whose answer was lost.
        async with self._join_under_way:
            if self.has_left:
                return
            response: chat_pb2.JoinResponse = await self._stub.Join(
                self._joining, metadata=self._metadata(), timeout=CALL_TIMEOUT
            )
        self._name_lost = False
        self._answered = True
        self._token = response.session_token
        self._limits = response.limits
        self._become(response.self)
        self._changed.set()

    async def _converse(self) -> None:
        """One stream, from its Open to its end; returns if it ends because it is drained."""
        self._half_closed = False
        for command in self._commands.values():
            command.on_this_stream = False
        opening = chat_pb2.Open(
            stream_number=next(self._stream_numbers),
            cursors=self._timelines.cursors(),
            drain_on_half_close=True,  # nothing but a drain half-closes here
        )
        call = self._stub.Converse(metadata=self._metadata())
        writer: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                await call.write(chat_pb2.ConverseRequest(open=opening))
                frame = await call.read()
            while isinstance(frame, chat_pb2.ConverseResponse):
                if self._take(frame):
                    return
                if self._ready_at and not writer:
                    writer = asyncio.create_task(self._write_commands(call))
                frame = await call.read()
            if not self._half_closed:
                raise Refusal("", grpc.StatusCode.OK.value[0], "ended without a reason")
        except TimeoutError as late:
            code = grpc.StatusCode.DEADLINE_EXCEEDED.value[0]
            raise Refusal("", code, "no answer to Open") from late
        finally:
            if writer:
                writer.cancel()
            call.cancel()

    async def _write_commands(
        self, call: "grpc.aio.StreamStreamCall[chat_pb2.ConverseRequest, chat_pb2.ConverseResponse]"
    ) -> None:
        # That the stream is broken is for its reader to find out.
        with contextlib.suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            while self._commands or not self._draining:
                # Looked at again after every wait: a refusal may have come meanwhile. What is under
                # way may be told to wait as well: what is new would overtake it.
                if self._is_under_way and (self._told_to_wait or self._has_suspects):
                    self._changed.clear()
                    await self._changed.wait()
                    continue
                if (pause := self._sends_paused_until - _now()) > 0:
                    await asyncio.sleep(pause)
                    continue
                self._told_to_wait = False
                command = self._next_command()
                if not command:
                    self._changed.clear()
                    await self._changed.wait()
                elif not self._is_refused_here(command):
                    command.on_this_stream = command.ever_written = True
                    await call.write(command.request)
            self._half_closed = True
            await call.done_writing()

    @property
    def _is_under_way(self) -> bool:
        return any(command.on_this_stream for command in self._commands.values())

    @property
    def _has_suspects(self) -> bool:
        return any(command.suspect for command in self._commands.values())

    def _is_refused_here(self, command: _Command) -> bool:
        """Refuses what is too long: too large for the transport, it would break every stream.

        What the server may have had already is left to it: that may be posted.
        """
        request, limits = command.request, self._limits
        text = request.send_message.text
        if command.ever_written:
            return False
        if _exceeds(len(text), limits.max_text_code_points) or _exceeds(
            len(text.encode()), limits.max_text_bytes
        ):
            reason = "MESSAGE_TOO_LARGE"
        elif _exceeds(request.ByteSize(), limits.max_request_bytes):
            reason = "REQUEST_TOO_LARGE"
        else:
            return False
        code: int = grpc.StatusCode.INVALID_ARGUMENT.value[0]
        self._settle(request.request_id, Refusal(reason, code, "too long"))
        return True

    def _next_command(self) -> _Command | None:
        """The next command to write. A message waits for no other.

        A wish about a room waits until all before it is settled, and all after it waits for it. The
        server would not: it leaves a room though a message before has to be repeated, or refuses a
        message though entering has to be, and what was said is lost.
        """
        for place, command in enumerate(self._commands.values()):
            alone = not command.request.HasField("send_message")
            if not command.on_this_stream and not (alone and place > 0):
                return command
            if alone:
                return None
        return None

    def _take(self, frame: chat_pb2.ConverseResponse) -> bool:
        """Takes a frame, and returns whether it says that the drain is done."""
        match frame.WhichOneof("payload"):
            case "ready":
                self._ready_at = _now()
                self._limits = frame.ready.limits
                self._timelines.ready(frame.ready.timelines)
                self._become(frame.ready.self)
                self._tell(Online(list(frame.ready.timelines)))
            case "result":
                self._take_result(frame.request_id, frame.result)
            case "batch":
                for event in frame.batch.events:
                    if self._timelines.admits(event):
                        self._tell(event)
            case "gap":
                if self._timelines.admits_gap(frame.gap):
                    self._tell(frame.gap)
            case "caught_up":
                self._timelines.check(frame.caught_up)
            case "closing":
                if self._half_closed and not frame.closing.HasField("error"):
                    return True
                raise Refusal.from_closing(frame.closing)
        return False  # also for a payload that is newer than this client

    def _take_result(self, request_id: str, result: chat_pb2.CommandResult) -> None:
        if not result.HasField("error"):
            self._send_backoff = _Backoff()
            if result.HasField("room_left"):
                self._tell(result.room_left)
            if result.HasField("room_entered"):
                self._timelines.entered(result.room_entered)
                self._tell(result.room_entered)
            return self._settle(request_id, result.message_sent)
        refusal = Refusal.from_error(result.error)
        if refusal.concerns_identity:
            raise refusal
        if not self._may_be_repeated(request_id, refusal):
            return self._settle(request_id, refusal)
        if command := self._commands.get(request_id):
            command.on_this_stream = False
            self._told_to_wait = True
            resume_at = _now() + self._send_backoff.next(refusal.retry_after)
            self._sends_paused_until = max(self._sends_paused_until, resume_at)
            self._changed.set()

    def _may_be_repeated(self, request_id: str, refusal: Refusal) -> bool:
        """Not so a wish about a room that would hold up for long, with others, what follows."""
        if refusal.reason != "RATE_LIMITED":
            return refusal.is_transient
        command = self._commands.get(request_id)
        if command is None or command.request.HasField("send_message"):
            return True
        now = _now()
        for waiting in self._commands.values():
            if waiting.held_up_since is None:
                waiting.held_up_since = now
        held_up = now - (command.held_up_since or now)
        return held_up + (refusal.retry_after or 0) <= ROOM_PATIENCE

    def _server_failed(self, refusal: Refusal) -> None:
        """The stream has ended by a bug in the server, perhaps over a command without a result.

        Over which one, shows when each is sent alone. After some attempts it is given up: repeated
        for ever, it would hold back what follows.
        """
        suspects = [command for command in self._commands.values() if command.on_this_stream]
        for command in suspects:
            command.suspect = True
        if len(suspects) == 1:
            suspects[0].failures += 1
            if suspects[0].failures >= MAX_FAILURES:
                self._settle(suspects[0].request.request_id, refusal)

    def _settle(
        self, request_id: str, outcome: chat_pb2.SendMessageResponse | Refusal | None
    ) -> None:
        """A command is done (even if in words newer than this client), refused, or lost."""
        command = self._commands.pop(request_id, None)
        self._changed.set()
        if command and command.request.HasField("send_message"):
            message_id = command.request.send_message.client_message_id
            failed_over = isinstance(outcome, Refusal) and outcome.is_bug and command.ever_written
            if outcome is None or failed_over:
                self._tell(Lost(message_id))
            elif isinstance(outcome, Refusal):
                self._tell(Refused(message_id, outcome))
            else:
                self._tell(Sent(message_id, outcome.sequence, outcome.duplicate))
        elif command and isinstance(outcome, Refusal):
            room = command.request.enter_room.room or command.request.leave_room.room
            if command.request.HasField("leave_room") and outcome.is_outside:
                self._tell(chat_pb2.RoomLeft(room=room))  # perhaps by an earlier try
            else:
                self._tell(RoomRefused(room, outcome))

    def _give_up_sends(self, refusal: Refusal) -> None:
        """Settles all messages of an identity that has ended: Lost if written, otherwise Refused.

        Commands to enter or leave a room are kept.
        """
        for request_id, command in list(self._commands.items()):
            if command.request.HasField("send_message"):
                self._settle(request_id, None if command.ever_written else refusal)

    def _add(self, request: chat_pb2.ConverseRequest) -> None:
        if self._draining or self._leaving:
            raise RuntimeError("the client takes no more commands")
        request.request_id = str(next(self._request_ids))
        self._commands[request.request_id] = _Command(request)
        self._changed.set()

    def _become(self, user: chat_pb2.User) -> None:
        if user != self._user:
            self._user = user
            self._tell(Joined(user))

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self._token}"),) if self._token else ()


def _join_request(name: str) -> chat_pb2.JoinRequest:
    return chat_pb2.JoinRequest(name=name, request_id=str(uuid.uuid4()))


def _exceeds(length: int, limit: int) -> bool:
    """Whether a length is above a limit; one of 0 is not told."""
    return 0 < limit < length


def _now() -> float:
    return asyncio.get_running_loop().time()
