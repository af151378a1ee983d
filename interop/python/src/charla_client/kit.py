"""The client as a program for the delivery kit: see ``interop/kit/PROTOCOL.md``."""

import argparse
import asyncio
import json
import os
import re
import sys
import warnings
from collections.abc import AsyncIterator

from charla.v1 import chat_pb2

from . import happenings as chat
from .client import Client
from .console import converse, lines
from .errors import Refusal


class LogIns:
    """The command ``log-in`` after the client of an account has stopped."""

    def __init__(self) -> None:
        self._given: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()
        self._told: Refusal | None = None  # the last refusal printed as ``stopped``

    def give(self, words: str) -> None:
        name, _, password = words.partition(" ")
        self._given.put_nowait((name, password))

    def end(self) -> None:
        """There are no more commands."""
        self._given.put_nowait(None)

    async def ask(self, refusal: Refusal) -> tuple[str, str] | None:
        self.tell(refusal)
        return await self._given.get()

    def tell(self, refusal: Refusal) -> None:
        if refusal is not self._told:
            emit("stopped", reason=refusal.name)
        self._told = refusal


class Report:
    """Prints the client's events, and ``reached`` for each expected sequence."""

    def __init__(self) -> None:
        self._printed: dict[str, int] = {}  # the last sequence printed, by room
        self._expected: set[tuple[str, int]] = set()

    def expect(self, room: str, sequence: int) -> None:
        self._expected.add((room, sequence))
        self._tell_reached()

    def __call__(self, happening: chat.Happening) -> None:
        match happening:
            case chat.Joined(user):
                emit("joined", id=user.id, name=user.name)
            case chat.Online(timelines):
                emit("online")
                for state in timelines:
                    self._printed.setdefault(state.room, state.resume_after)
            case chat.Offline(refusal, retry_after):
                emit("offline", reason=str(refusal), retry_ms=round(retry_after * 1000))
            case chat.Sent(message_id, sequence, duplicate):
                emit("sent", id=message_id, sequence=sequence, duplicate=duplicate)
            case chat.Refused(message_id, refusal):
                emit("refused", id=message_id, reason=refusal.name, code=refusal.code)
            case chat.Lost(message_id):
                emit("lost", id=message_id)
            case chat.RoomRefused(room, refusal):
                emit("room-refused", room=room, reason=refusal.name, code=refusal.code)
            case chat_pb2.RoomEntered():
                room = happening.timeline.room
                self._printed.setdefault(room, happening.timeline.resume_after)
                emit("entered", room=room)
            case chat_pb2.RoomLeft():
                emit("left", room=happening.room)
            case chat_pb2.Gap():
                self._gap(happening)
            case chat_pb2.Event() if happening.sequence:
                self._event(happening)
        self._tell_reached()

    def _event(self, event: chat_pb2.Event) -> None:
        self._printed[event.room] = event.sequence
        position = {"room": event.room, "sequence": event.sequence}
        if event.HasField("message_posted"):
            posted = event.message_posted
            content = {"id": posted.client_message_id, "from": event.actor.id, "text": posted.text}
            emit("message", **position, **content)
        else:
            emit("unknown", **position)

    def _gap(self, gap: chat_pb2.Gap) -> None:
        self._printed[gap.room] = gap.last_missing_sequence
        known = gap.reason in chat_pb2.GapReason.values()
        name = chat_pb2.GapReason.Name(gap.reason) if known else str(gap.reason)
        emit(
            "gap",
            room=gap.room,
            reason=name.removeprefix("GAP_REASON_"),
            first=gap.first_missing_sequence,
            last=gap.last_missing_sequence,
        )

    def _tell_reached(self) -> None:
        for room, sequence in sorted(self._expected):
            if self._printed.get(room, -1) >= sequence:
                self._expected.remove((room, sequence))
                emit("reached", room=room, sequence=sequence)


def emit(kind: str, **values: object) -> None:
    # The line is escaped to ASCII, so that the encoding of the locale does not matter.
    print(json.dumps({"type": kind, **values}), flush=True)


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], text)


async def execute_send(client: Client, message_id: str, text: str) -> chat.Happening:
    message = chat_pb2.SendMessageRequest(room="lobby", text=text, client_message_id=message_id)
    try:
        result = await client.execute(chat_pb2.ConverseRequest(send_message=message))
    except Refusal as refusal:
        if refusal.reason.startswith("SESSION_"):  # an earlier attempt may have posted the message
            return chat.Lost(message_id)
        return chat.Refused(message_id, refusal)
    return chat.Sent(message_id, result.message_sent.sequence, result.message_sent.duplicate)


async def execute_enter(client: Client, room: str) -> chat.Happening:
    command = chat_pb2.EnterRoom(room=room, must_exist=True)
    try:
        result = await client.execute(chat_pb2.ConverseRequest(enter_room=command))
    except Refusal as refusal:
        return chat.RoomRefused(room, refusal)
    return result.room_entered


async def register(client: Client, password: str, invitation_code: str = "") -> None:
    try:
        user = await client.register(password, invitation_code)
    except Refusal as refusal:
        emit("register-refused", reason=refusal.name, code=refusal.code)
    else:
        emit("registered", id=user.id, name=user.name)


async def obey(
    commands: AsyncIterator[str], client: Client, report: Report, log_ins: LogIns
) -> None:
    async for line in commands:
        word, _, rest = line.partition(" ")
        match word:
            case "send":
                message_id, _, text = rest.partition(" ")
                client.send(message_id, unescape(text), room="lobby")
            case "tell":
                message_id, user_id, text = rest.split(" ", 2)
                client.send(message_id, unescape(text), user_id=user_id)
            case "enter":
                client.enter(rest)
            case "leave-room":
                client.leave_room(rest)
            case "execute-send":
                message_id, _, text = rest.partition(" ")
                report(await execute_send(client, message_id, unescape(text)))
            case "execute-enter":
                report(await execute_enter(client, rest))
            case "expect":
                room, sequence = rest.split(" ")
                report.expect("" if room == "-" else room, int(sequence))
            case "users":
                names = [present.user.name for present in await client.users(rest)]
                emit("users", room=rest, names=" ".join(names))
            case "register":
                await register(client, *rest.split(" "))
            case "log-in":
                log_ins.give(rest)
            case "leave":
                emit("leaving")
                return await client.leave()
            case _:
                raise ValueError(f"no such command: {line}")
    log_ins.end()


async def drive(server: str, log_ins: LogIns) -> None:
    commands = lines()
    word, _, rest = (await anext(commands, "")).partition(" ")
    name = password = token = ""
    match word:
        case "join":
            name = rest
        case "log-in":
            name, _, password = rest.partition(" ")
        case "use-token":
            token = rest
        case _:
            return
    report = Report()
    target = f"ipv4:{server}" if "," in server else server
    stock = os.environ.get("CHARLA_STOCK_WINDOWS") == "1"  # see interop/README.md
    client = Client(
        target,
        name,
        report,
        password=password,
        token=token,
        log_in_again=log_ins.ask,
        fixed_windows=not stock,
    )
    await converse(client, obey(commands, client, report, log_ins))


def exit_on_unraisable(what: "sys.UnraisableHookArgs") -> None:
    sys.__unraisablehook__(what)
    os._exit(70)


def main() -> None:
    # Python only warns about mistakes such as a coroutine that is never awaited: fail instead.
    warnings.simplefilter("error", RuntimeWarning)
    sys.unraisablehook = exit_on_unraisable
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--server", required=True, metavar="HOST:PORT")
    log_ins = LogIns()
    try:
        asyncio.run(drive(options.parse_args().server, log_ins))
    except Refusal as refusal:
        log_ins.tell(refusal)
        sys.exit(1)


if __name__ == "__main__":
    main()
