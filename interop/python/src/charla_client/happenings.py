"""What a client tells its program."""

from dataclasses import dataclass

from charla.v1 import chat_pb2

from .errors import Refusal


@dataclass
class Joined:
    """Who the client is: told again if that changes."""

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
    """It is unknown whether the message was posted: its identity is gone, or the server failed."""

    id: str


@dataclass
class RoomRefused:
    """It could not be entered, or not be left."""

    room: str
    refusal: Refusal


# The Event is as it came, durable or not; its kind may be one that this client does not know.
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
