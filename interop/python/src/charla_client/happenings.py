"""The events that a client reports to its program."""

from dataclasses import dataclass

from charla.v1 import chat_pb2

from .errors import Refusal


@dataclass
class Joined:
    """The identity and name of the client; reported again if they change."""

    user: chat_pb2.User


@dataclass
class Online:
    timelines: list[chat_pb2.TimelineState]


@dataclass
class Offline:
    reason: Refusal
    retry_after: float  # seconds


@dataclass
class Sent:
    id: str
    sequence: int
    duplicate: bool


@dataclass
class Refused:
    id: str
    refusal: Refusal


@dataclass
class Lost:
    """The outcome stays unknown.

    The identity of the message was deleted, the server failed, or the message is so old that the
    server might not recognise its repetition.
    """

    id: str


@dataclass
class RoomRefused:
    """The room could not be entered or left."""

    room: str
    refusal: Refusal


# An Event may be durable or ephemeral; its kind may be one that this client does not know.
Happening = (
    Joined
    | Online
    | Offline
    | Sent
    | Refused
    | Lost
    | RoomRefused
    | chat_pb2.Event
    | chat_pb2.Gap
    | chat_pb2.RoomEntered
    | chat_pb2.RoomLeft
)
