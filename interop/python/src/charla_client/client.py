"""A Charla client that joins, reconnects, and neither loses nor duplicates messages.

Copy this module into your program, together with ``errors.py``, ``timelines.py`` and
``happenings.py``.
"""

import asyncio
import contextlib
import itertools
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import grpc
from google.protobuf.message import Message

from charla.v1 import account_pb2, account_pb2_grpc, chat_pb2, chat_pb2_grpc

from .errors import Action, Refusal
from .happenings import Happening, Joined, Lost, Offline, Online, Refused, RoomRefused, Sent
from .timelines import Timelines

EDITION = 2  # of the contract ("Evolution"): with membership_changed and member_changed
CALL_TIMEOUT = 10  # seconds, for every call except an open stream
STABLE_AFTER = 10  # seconds: a stream that was open this long resets the backoff
LEAVE_TIMEOUT = 10  # seconds for the results of the messages sent before leaving
MAX_FAILURES = 3  # how often the server may fail while one command is sent alone
ROOM_TIMEOUT = 10  # seconds that refused room commands may hold up later commands, in all

# How many bytes the server may send, on one stream or on all streams of a connection, before the
# client has read them: 1 MiB, as chat.proto recommends ("Connections").
WINDOW = 1 << 20

# The reasons for which a Leave is refused because the session has ended.
_SESSION_IS_OVER = ("SESSION_ENDED", "SESSION_EXPIRED", "SESSION_REVOKED", "ACCOUNT_SUSPENDED")

_Response = TypeVar("_Response")

_UNAUTHENTICATED: int = grpc.StatusCode.UNAUTHENTICATED.value[0]

# Without the first option, gRPC sends PINGs to estimate the bandwidth, and ignores the second.
FIXED_WINDOWS = (
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.lookahead_bytes", WINDOW),
)

CHANNEL_OPTIONS = (
    # A half-open link is detected within 15 seconds. The server allows a ping every 5 seconds.
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.http2.ping_timeout_ms", 5_000),
    ("grpc.http2.max_pings_without_data", 0),
    # The client does the backoff, not the channel. "min" is how long connecting may take.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.min_reconnect_backoff_ms", CALL_TIMEOUT * 1_000),
)


@dataclass
class _Command:
    request: chat_pb2.ConverseRequest
    on_this_stream: bool = False
    ever_written: bool = False
    first_written: float = 0.0  # by the wall clock, which goes on while the machine is suspended
    suspect: bool = False  # had no result when the server failed, so it may be the cause
    failures: int = 0  # how often the server failed while only this command was outstanding
    held_up_since: float | None = None  # when a rate limit first refused a room command


@dataclass
class _Backoff:
    """Exponential backoff with full jitter, in addition to the server's retry delay."""

    base: float = 0.25
    cap: float = 5.0
    attempts: int = field(default=0, init=False)

    def next(self, at_least: float | None = None) -> float:
        bound = min(self.cap, self.base * 2 ** min(self.attempts, 16))
        self.attempts += 1
        return (at_least or 0.0) + random.uniform(0, bound)


class Client:
    """The client of one identity. Not thread-safe: call it only on the event loop that runs it."""

    def __init__(
        self,
        target: str,
        name: str,
        tell: Callable[[Happening], None],
        *,
        password: str = "",  # of the account of this name; without it, the client joins as a guest
        token: str = "",  # of a session that exists: the client neither joins nor logs in
        log_in_again: Callable[[Refusal], Awaitable[tuple[str, str] | None]] | None = None,
        credentials: grpc.ChannelCredentials | None = None,  # for TLS
        fixed_windows: bool = True,  # False leaves the windows to gRPC, for measurements
    ) -> None:
        options = CHANNEL_OPTIONS + FIXED_WINDOWS if fixed_windows else CHANNEL_OPTIONS
        if credentials:
            self._channel = grpc.aio.secure_channel(target, credentials, options=options)
        else:
            self._channel = grpc.aio.insecure_channel(target, options=options)
        self._stub = chat_pb2_grpc.ChatServiceStub(self._channel)
        self._accounts = account_pb2_grpc.AccountServiceStub(self._channel)
        self._tell = tell
        # Asks the user for a name and a password when the session of an account has ended.
        self._log_in_again = log_in_again
        self._asking: asyncio.Future[tuple[str, str] | None] | None = None
        self._log_in_due = bool(password)
        self._name = name
        self._is_guest = not password and not token
        self._joining: chat_pb2.JoinRequest | account_pb2.LogInRequest = (
            _log_in_request(name, password) if password else _join_request(name)
        )
        self._join_under_way = asyncio.Lock()
        self._user = chat_pb2.User()
        self._token = token
        self._name_lost = False
        self._limits = chat_pb2.Limits()
        self._timelines = Timelines()
        self._commands: dict[str, _Command] = {}  # without a result, in order, by request_id
        self._changed = asyncio.Event()  # wakes tasks that wait for a change of the commands
        self._request_ids = itertools.count(1)
        self._stream_numbers = itertools.count(1)
        self._ready_at: float | None = None
        self._backoff = _Backoff()
        self._send_backoff = _Backoff()
        self._sends_paused_until = 0.0
        self._told_to_wait = False  # a refusal has asked for a delay; nothing has been sent since
        self._answered = False  # a Charla server, and not only a proxy, has answered
        self._draining = self._leaving = self._running = False
        self._half_closed = False  # the current stream, for a drain: its end ends the drain
        self._left = asyncio.Event()

    @property
    def has_left(self) -> bool:
        """Whether ``leave`` has ended the identity, or the session of an account."""
        return self._left.is_set()

    @property
    def token(self) -> str:
        """The session's token: a secret with which another client can continue the session."""
        return self._token

    def send(self, message_id: str, text: str, *, room: str = "", user_id: str = "") -> None:
        """Sends a message, now or later. The only answer is Sent, Refused or Lost."""
        message = chat_pb2.SendMessageRequest(text=text, client_message_id=message_id)
        if user_id:
            message.user_id = user_id
        else:
            message.room = room
        self._add(chat_pb2.ConverseRequest(send_message=message))

    def enter(self, room: str) -> None:
        """Enters a room. The command is answered once, by RoomEntered or RoomRefused."""
        self._add(chat_pb2.ConverseRequest(enter_room=chat_pb2.EnterRoom(room=room)))

    def leave_room(self, room: str) -> None:
        """Leaves a room. The command is answered once, by RoomLeft or RoomRefused.

        A client that is not a member of the room gets RoomLeft as well.
        """
        self._add(chat_pb2.ConverseRequest(leave_room=chat_pb2.LeaveRoom(room=room)))

    async def users(self, room: str) -> list[chat_pb2.PresentUser]:
        """Returns the users present in a room of the client.

        The call is repeated until it is answered or cancelled; a final Refusal is raised.
        """
        users: list[chat_pb2.PresentUser] = []
        request = chat_pb2.ListUsersRequest(room=room)
        while True:
            page: chat_pb2.ListUsersResponse = await self._repeat(self._stub.ListUsers, request)
            users.extend(page.users)
            if not page.next_page_token:
                return users
            request.page_token = page.next_page_token

    async def execute(self, command: chat_pb2.ConverseRequest) -> chat_pb2.CommandResult:
        """Carries out one command by a call, in no order with the commands of the stream.

        The call is repeated unchanged until it is answered or cancelled, so a message needs a
        ``client_message_id``. A final Refusal is raised; for a repeated LeaveRoom, NOT_A_MEMBER and
        ROOM_NOT_FOUND mean that the client has left.
        """
        if reason := self._excess(command):
            raise _too_long(reason)
        response: chat_pb2.ExecuteResponse = await self._repeat(
            self._stub.Execute, chat_pb2.ExecuteRequest(command=command)
        )
        return response.result

    async def _repeat(
        self, call: Callable[..., Awaitable[_Response]], request: Message
    ) -> _Response:
        """Makes a call until it is answered or cancelled; raises a final Refusal.

        All attempts have the same token: another identity must not repeat the call. SERVER_FULL is
        final: only a Join is repeated after it.
        """
        metadata = self._metadata()
        backoff = _Backoff()
        while True:
            try:
                return await call(request, metadata=metadata, timeout=CALL_TIMEOUT)
            except grpc.aio.AioRpcError as failed:
                refusal = Refusal.from_status(failed)
                if self._action_after(refusal) is not Action.RESUME or refusal.is_full:
                    raise refusal from failed
                await asyncio.sleep(backoff.next(refusal.retry_after))

    async def register(self, password: str, invitation_code: str = "") -> chat_pb2.User:
        """Turns the guest into an account, which keeps its id, name, rooms, messages and stream.

        Some servers need an invitation code. The client must have joined. The call is repeated
        until it is answered or cancelled; a final Refusal is raised.
        """
        if not self._token:
            raise RuntimeError("the client has not joined")
        request = account_pb2.RegisterRequest(
            credential=account_pb2.Credential(password=password),
            invitation_code=invitation_code,
            request_id=_new_id(),
        )
        response: account_pb2.RegisterResponse = await self._repeat(
            self._accounts.Register, request
        )
        self._become(response.joined.self)
        return self._user

    def drain(self) -> None:
        """Lets ``run`` end once every command has a result and all events are delivered."""
        self._draining = True
        self._changed.set()

    async def run(self) -> None:
        """Joins and opens streams until drained or left; raises a Refusal if it is final.

        If the session of an account has ended, or a log-in is refused, it calls ``log_in_again``
        first. If the same account logs in, its cursors and commands are kept. If another account
        logs in, or none, the messages are settled.
        """
        self._running = True
        try:
            while not self.has_left:
                self._ready_at = None
                try:
                    if not self._token or self._name_lost or self._log_in_due:
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
                if self._is_logged_out(refusal):
                    if await self._ask_for_log_in(refusal):
                        continue
                    if self._leaving:
                        return None
                delay = self._delay_after(refusal)
                with contextlib.suppress(TimeoutError):  # leaving ends the delay
                    await asyncio.wait_for(self._left.wait(), delay)
        finally:
            self._running = False
            self._changed.set()

    def _action_after(self, refusal: Refusal) -> Action:
        """Returns what to do after a refusal.

        If the server has answered the client before, an answer that is not from a Charla server
        only means that the connection is lost. If the session of an account has ended, its user
        must log in again: the client does not continue as a guest.
        """
        self._answered |= not refusal.is_foreign
        if self._answered and refusal.is_foreign:
            return Action.RESUME
        if refusal.action is Action.START_OVER and not self._is_guest:
            return Action.STOP
        return refusal.action

    def _is_logged_out(self, refusal: Refusal) -> bool:
        """Whether the client can only continue if its user logs in to an account."""
        return (
            not self._is_guest
            and refusal.needs_log_in
            and self._action_after(refusal) is Action.STOP
        )

    async def _ask_for_log_in(self, refusal: Refusal) -> bool:
        """Prepares another log-in if the user wants one; otherwise settles all messages.

        If the client is told to leave, it does not wait for the user's answer.
        """
        credential = None
        if self._log_in_again:
            self._asking = asyncio.ensure_future(self._log_in_again(refusal))
            try:
                await asyncio.wait((self._asking,))
            finally:
                self._asking.cancel()
            if not self._asking.cancelled():
                credential = self._asking.result()
        if not credential:
            self._give_up_sends(refusal)
            return False
        self._joining = _log_in_request(*credential)
        self._log_in_due = True
        self._name_lost = False
        self._backoff = _Backoff()
        return True

    def _delay_after(self, refusal: Refusal) -> float:
        """Prepares the next attempt, and returns the delay; raises the refusal if it is final."""
        action = self._action_after(refusal)
        if self._ready_at and _now() - self._ready_at >= STABLE_AFTER:
            self._backoff = _Backoff()
        if self._ready_at and refusal.is_internal:
            self._server_failed(refusal)
        if action is Action.TAKE_SUGGESTED_NAME:
            self._joining = _join_request(refusal.suggested_name)
            return self._backoff.next()
        signing_in = self._log_in_due or not self._token
        if action is Action.STOP and signing_in and refusal.uses_up_request_id:
            self._joining.request_id = _new_id()
            return self._backoff.next()
        if action is Action.STOP:
            if refusal.reason == "SESSION_ENDED":
                self._give_up_sends(refusal)
            raise refusal
        if action is Action.REJOIN:
            self._name_lost = True
            self._joining = _join_request("")  # asks for the lost name, if it is free
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
        """Ends the identity, or the session of an account, when every message has its result.

        It waits for the results for no longer than LEAVE_TIMEOUT.

        Until then ``run`` continues and reconnects. It sends the waiting messages. It also repeats
        a Join without an answer: this Join may have created an identity, which must leave as well.
        """
        self._leaving = True
        if self._asking:
            self._asking.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_TIMEOUT):
                while self._running and (self._commands or not self._token):
                    self._changed.clear()
                    await self._changed.wait()
        async with self._join_under_way:  # prevents another Join
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
                # The session has ended, perhaps because an earlier attempt has succeeded.
                if refusal.reason in _SESSION_IS_OVER:
                    return
                if self._action_after(refusal) is Action.STOP:
                    raise refusal from failed
                await asyncio.sleep(self._backoff.next(refusal.retry_after))

    async def close(self) -> None:
        await self._channel.close()

    async def _join(self) -> None:
        # Repeats the same request until it is answered. If the answer to the first attempt was
        # lost, this attempt may have taken the name, and the server would refuse a request with
        # another id.
        async with self._join_under_way:
            if self.has_left:
                return
            response = await self._sign_in()
        if self._log_in_due and self._token and response.self.id != self._user.id:
            # Another account must not send the messages, and has another inbox.
            self._give_up_sends(Refusal("SESSION_ENDED", _UNAUTHENTICATED, "another account"))
            self._timelines.clear()
        self._joining = _join_request("")  # does not keep the password
        self._log_in_due = self._name_lost = False
        self._answered = True
        self._token = response.session_token
        self._limits = response.limits
        self._become(response.self)
        self._changed.set()

    async def _sign_in(self) -> chat_pb2.JoinResponse:
        """Logs in to an account, or joins as a guest or with a token."""
        if isinstance(self._joining, account_pb2.LogInRequest):
            response: account_pb2.LogInResponse = await self._accounts.LogIn(
                self._joining, timeout=CALL_TIMEOUT
            )
            return response.joined
        joined: chat_pb2.JoinResponse = await self._stub.Join(
            self._joining, metadata=self._metadata(), timeout=CALL_TIMEOUT
        )
        return joined

    async def _converse(self) -> None:
        """Runs one stream, from its Open to its end; returns only if it ends by a drain."""
        self._half_closed = False
        for command in self._commands.values():
            command.on_this_stream = False
        opening = chat_pb2.Open(
            stream_number=next(self._stream_numbers),
            cursors=self._timelines.cursors(),
            drain_on_half_close=True,  # only a drain half-closes the stream
            edition=EDITION,
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
                raise Refusal("", grpc.StatusCode.OK.value[0], "the stream ended without a reason")
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
        # The reader of the stream reports why it is broken.
        with contextlib.suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            while self._commands or not self._draining:
                # The conditions are rechecked after every wait, since a refusal may have arrived.
                # An outstanding command may also be told to wait. A new command would overtake the
                # outstanding command, so no new command is sent yet.
                if self._has_outstanding and (self._told_to_wait or self._has_suspects):
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
                elif not self._refuse_if_too_large(command) and not self._give_up_if_old(command):
                    command.on_this_stream = command.ever_written = True
                    await call.write(command.request)
            self._half_closed = True
            await call.done_writing()

    @property
    def _has_outstanding(self) -> bool:
        return any(command.on_this_stream for command in self._commands.values())

    @property
    def _has_suspects(self) -> bool:
        return any(command.suspect for command in self._commands.values())

    def _refuse_if_too_large(self, command: _Command) -> bool:
        """Refuses a command that exceeds the limits; returns whether the command was refused.

        A command too large for the transport would break every stream. A repeated command is not
        refused: the server may have posted it.
        """
        if command.ever_written or not (reason := self._excess(command.request)):
            return False
        self._settle(command.request.request_id, _too_long(reason))
        return True

    def _excess(self, request: chat_pb2.ConverseRequest) -> str:
        """Returns the reason to refuse a command that exceeds the limits, or an empty string."""
        text, limits = request.send_message.text, self._limits
        if _exceeds(len(text), limits.max_text_code_points) or _exceeds(
            len(text.encode()), limits.max_text_bytes
        ):
            return "MESSAGE_TOO_LARGE"
        if _exceeds(request.ByteSize(), limits.max_request_bytes):
            return "REQUEST_TOO_LARGE"
        return ""

    def _give_up_if_old(self, command: _Command) -> bool:
        """Gives up a send whose repetition the server might no longer recognise.

        Returns whether the send was given up.
        """
        command.first_written = command.first_written or time.time()
        if not command.request.HasField("send_message") or not self._limits.HasField(
            "repetition_window"
        ):
            return False
        window = self._limits.repetition_window.ToTimedelta().total_seconds()
        old = time.time() - command.first_written >= window
        if old:
            self._settle(command.request.request_id, None)
        return old

    def _next_command(self) -> _Command | None:
        """Returns the next command to write, if there is one.

        A message does not wait for other messages. A room command waits until all commands before
        it are settled, and all commands after it wait for it. The server does not enforce this
        order. Without it, a message that has to be repeated could arrive after a later LeaveRoom,
        or a message before an EnterRoom that has to be repeated. The server would refuse such a
        message.
        """
        for place, command in enumerate(self._commands.values()):
            alone = not command.request.HasField("send_message")
            if not command.on_this_stream and not (alone and place > 0):
                return command
            if alone:
                return None
        return None

    def _take(self, frame: chat_pb2.ConverseResponse) -> bool:
        """Handles a frame, and returns whether the drain is complete."""
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
            case "membership_changed":  # by another stream of the identity, or by a call
                self._take_membership(frame.membership_changed)
            case "closing":
                if self._half_closed and not frame.closing.HasField("error"):
                    return True
                raise Refusal.from_closing(frame.closing)
        return False  # also for a payload that this client does not know

    def _take_result(self, request_id: str, result: chat_pb2.CommandResult) -> None:
        if not result.HasField("error"):
            self._send_backoff = _Backoff()
            self._take_membership(result)
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

    def _take_membership(self, change: chat_pb2.CommandResult | chat_pb2.MembershipChanged) -> None:
        if change.HasField("room_left"):
            self._timelines.left(change.room_left)
            self._tell(change.room_left)
        if change.HasField("room_entered"):
            self._timelines.entered(change.room_entered)
            self._tell(change.room_entered)

    def _may_be_repeated(self, request_id: str, refusal: Refusal) -> bool:
        """Whether to repeat a refused command after the delay.

        A room command is not repeated if it would, together with others, hold up the commands after
        it for longer than ``ROOM_TIMEOUT``.
        """
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
        return held_up + (refusal.retry_after or 0) <= ROOM_TIMEOUT

    def _server_failed(self, refusal: Refusal) -> None:
        """The stream has ended with INTERNAL, perhaps because of a command without a result.

        To find the cause, the client sends each of these commands alone from now on. It gives up a
        command that fails alone ``MAX_FAILURES`` times: this command would hold up the commands
        after it forever.
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
        """Ends a command: a response means success, None that the outcome is unknown.

        A response may be of a kind that this client does not know.
        """
        command = self._commands.pop(request_id, None)
        self._changed.set()
        if command and command.request.HasField("send_message"):
            message_id = command.request.send_message.client_message_id
            failed = isinstance(outcome, Refusal) and outcome.is_internal and command.ever_written
            if outcome is None or failed:
                self._tell(Lost(message_id))
            elif isinstance(outcome, Refusal):
                self._tell(Refused(message_id, outcome))
            else:
                self._tell(Sent(message_id, outcome.sequence, outcome.duplicate))
        elif command and isinstance(outcome, Refusal):
            room = command.request.enter_room.room or command.request.leave_room.room
            if command.request.HasField("leave_room") and outcome.is_not_member:
                self._tell(chat_pb2.RoomLeft(room=room))  # perhaps an earlier attempt has succeeded
            else:
                self._tell(RoomRefused(room, outcome))

    def _give_up_sends(self, refusal: Refusal) -> None:
        """Settles all messages of an identity that has ended: Lost if written, otherwise Refused.

        Room commands are kept.
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
        if user.kind == chat_pb2.USER_KIND_ACCOUNT:
            self._is_guest = False
        if user != self._user:
            self._user = user
            self._tell(Joined(user))

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self._token}"),) if self._token else ()


def _join_request(name: str) -> chat_pb2.JoinRequest:
    return chat_pb2.JoinRequest(name=name, request_id=_new_id())


def _log_in_request(name: str, password: str) -> account_pb2.LogInRequest:
    credential = account_pb2.Credential(password=password)
    return account_pb2.LogInRequest(name=name, credential=credential, request_id=_new_id())


def _new_id() -> str:
    return str(uuid.uuid4())


def _exceeds(length: int, limit: int) -> bool:
    """Whether a length is above a limit; 0 means no limit."""
    return 0 < limit < length


def _too_long(reason: str) -> Refusal:
    code: int = grpc.StatusCode.INVALID_ARGUMENT.value[0]
    return Refusal(reason, code, "too long")


def _now() -> float:
    return asyncio.get_running_loop().time()
