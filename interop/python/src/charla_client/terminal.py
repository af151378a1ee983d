"""A terminal chat: each line typed is posted to the lobby, and ``:q`` leaves."""

import argparse
import asyncio
import sys
import unicodedata
import uuid
from pathlib import Path

import grpc

from charla.v1 import chat_pb2

from . import happenings as chat
from .client import Client
from .console import converse, lines
from .errors import Refusal


def harmless(text: str) -> str:
    """Replaces control characters and changes of the text direction in other users' text."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
        else character
        for character in text
    )


def show(happening: chat.Happening) -> None:
    match happening:
        case chat.Joined(user):
            print(f"* you are {harmless(user.name)}")
        case chat.Online():
            print("* connected")
        case chat.Offline(reason, retry_after):
            print(f"* not connected ({harmless(str(reason))}); next attempt in {retry_after:.1f} s")
        case chat.Refused(_, refusal):
            print(f"* not sent: {harmless(str(refusal))}")
        case chat.RoomRefused(room, refusal):
            print(f"* {harmless(room)}: {harmless(str(refusal))}")
        case chat.Lost():
            print("* it is unknown whether one of your messages was posted")
        case chat_pb2.Gap():
            room = harmless(happening.room) or "your inbox"
            print(f"* some messages of {room} are no longer available")
        case chat_pb2.Event():
            show_event(happening)


def show_event(event: chat_pb2.Event) -> None:
    name = harmless(event.actor.name)
    match event.WhichOneof("kind"):
        case "message_posted":
            private = "" if event.room else " (privately)"
            print(f"{name}{private}: {harmless(event.message_posted.text)}")
        case "user_joined":
            print(f"* {name} has joined")
        case "user_left":
            print(f"* {name} has left")
        case "user_renamed":
            print(f"* {harmless(event.user_renamed.previous_name)} is now called {name}")
        case "room_changed":
            print(f"* {name or 'the operator'} has changed {harmless(event.room)}")
        case "member_changed":
            _show_member(name or "the operator", event)


def _show_member(actor: str, event: chat_pb2.Event) -> None:
    changed = event.member_changed
    user = harmless(changed.user.name)
    at = event.create_time.ToNanoseconds()
    if changed.state.banned_until.ToNanoseconds() > at:
        print(f"* {actor} has banned {user}")
    elif changed.removed:
        print(f"* {actor} has removed {user}")
    elif changed.state.muted_until.ToNanoseconds() > at:
        print(f"* {actor} has muted {user}")
    else:
        print(f"* {actor} has changed what {user} may do")


def _is_blank(text: str) -> bool:
    """Whether a text has only White_Space; Python's isspace also accepts four other characters."""
    return all(char.isspace() and char not in "\x1c\x1d\x1e\x1f" for char in text)


async def post_lines(client: Client) -> None:
    async for line in lines():
        if line == ":q":
            return await client.leave()
        if not _is_blank(line):
            client.send(str(uuid.uuid4()), line, room="lobby")


async def talk(options: argparse.Namespace) -> None:
    client = Client(
        options.server,
        options.name,
        show,
        password=_secret(options.password_file),
        token=_secret(options.token_file),
        credentials=grpc.ssl_channel_credentials() if options.tls else None,
    )
    await converse(client, post_lines(client))


def _secret(file: Path | None) -> str:
    """The first line of a file."""
    return file.read_text(encoding="utf-8").partition("\n")[0] if file else ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--server", default="localhost:9998", metavar="HOST:PORT")
    options.add_argument("--name", default="Python")
    secrets = options.add_mutually_exclusive_group()
    secrets.add_argument(
        "--password-file", type=Path, metavar="FILE", help="log in to the account of this name"
    )
    secrets.add_argument(
        "--token-file", type=Path, metavar="FILE", help="continue the session with this token"
    )
    options.add_argument("--tls", action="store_true", help="encrypt the connection")
    arguments = options.parse_args()
    sys.stdout.reconfigure(line_buffering=True, errors="replace")  # type: ignore[union-attr]
    try:
        asyncio.run(talk(arguments))
    except KeyboardInterrupt:
        sys.exit(130)
    except Refusal as refusal:
        sys.exit(f"* stopped: {harmless(str(refusal))}")


if __name__ == "__main__":
    main()
