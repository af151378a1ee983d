"""Refusals, and what a client does after one: the only place where reasons are judged."""

import enum
from dataclasses import dataclass
from typing import Self

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]

from charla.v1 import chat_pb2

_PREFIX = "ERROR_REASON_"

# Without a reason, a failure is not the chat server's word but that of the network or of something
# in between. To a client that no server has answered yet, these codes mean that it is broken for
# now; all others, that the address is wrong. Later it only means that the connection is lost.
_BROKEN = {
    code.value[0]
    for code in (
        grpc.StatusCode.OK,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.UNKNOWN,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DATA_LOSS,
    )
}
# These may be got around by waiting, whatever their code says of others.
_AWAITED = ("INTERNAL", "SERVER_FULL", "RATE_LIMITED", "REQUEST_INCOMPLETE", "OPEN_REPEATED")

_UNAVAILABLE: int = grpc.StatusCode.UNAVAILABLE.value[0]


class Action(enum.Enum):
    """What to do after a stream has ended or a call has failed."""

    RESUME = enum.auto()  # the same again, after a delay
    REJOIN = enum.auto()  # join with the token: the name is lost, the identity is not
    START_OVER = enum.auto()  # the identity is gone: join as somebody new
    TAKE_SUGGESTED_NAME = enum.auto()  # join with it: the wanted one is taken
    STOP = enum.auto()


@dataclass(eq=False)
class Refusal(Exception):
    """The content of an ``Error``, wherever it comes from. Without a ``reason``, the network's."""

    reason: str  # without its prefix; the number of one that this client does not know
    code: int  # the gRPC status code
    message: str
    suggested_name: str = ""
    retry_after: float | None = None  # seconds, where the server has asked for them
    told: Action | None = None  # by a Closing, which needs no judgement

    def __str__(self) -> str:
        told = f"{self.name}: {self.message}"
        wrong = self.is_foreign and self.code not in _BROKEN
        return f"the answer is not from a Charla server ({told})" if wrong else told

    @property
    def name(self) -> str:
        code_name = (known.name for known in grpc.StatusCode if known.value[0] == self.code)
        return self.reason or next(code_name, str(self.code))

    @property
    def is_foreign(self) -> bool:
        """Whether the network has said it, or something in between, and not the chat server."""
        return not self.reason and self.told is None

    @property
    def is_transient(self) -> bool:
        """Whether a command may be repeated with the same ids. All other refusals are final."""
        return self.code == _UNAVAILABLE

    @property
    def is_bug(self) -> bool:
        """Whether the server has failed: the outcome of what it failed over is unknown."""
        return self.reason == "INTERNAL"

    @property
    def concerns_identity(self) -> bool:
        """Whether it is not the command that is refused, but the stream, or whose it is."""
        return self.reason.startswith("SESSION_") or self.reason in (
            "NAME_LOST",
            "OPEN_REPEATED",  # the Open came too late: the stream is without its cursors
            "STREAM_SUPERSEDED",
        )

    @property
    def is_outside(self) -> bool:
        """Whether it says that the client is not in the room: who leaves it again is told so."""
        return self.reason in ("NOT_A_MEMBER", "ROOM_NOT_FOUND")

    @property
    def uses_up_request_id(self) -> bool:
        """Whether a Join without a token needs another id: with this one it has made a session."""
        return self.reason in ("SESSION_ENDED", "REQUEST_ID_REUSED")

    @property
    def action(self) -> Action:
        if self.told:
            return self.told
        if self.reason == "NAME_TAKEN" and self.suggested_name:
            return Action.TAKE_SUGGESTED_NAME
        if self.reason == "SESSION_EXPIRED":
            return Action.START_OVER
        if self.reason == "NAME_LOST":
            return Action.REJOIN
        lasting = self.reason not in _AWAITED and not self.is_transient
        if lasting and (self.reason or self.code not in _BROKEN):
            return Action.STOP
        return Action.RESUME

    @classmethod
    def from_error(cls, error: chat_pb2.Error) -> Self:
        known = error.reason in chat_pb2.ErrorReason.values()
        name = chat_pb2.ErrorReason.Name(error.reason) if known else str(error.reason)
        return cls(
            name.removeprefix(_PREFIX) if error.reason else "",
            error.code,
            error.message,
            error.metadata.get("suggested_name", ""),
            error.retry_delay.ToTimedelta().total_seconds()
            if error.HasField("retry_delay")
            else None,
        )

    @classmethod
    def from_closing(cls, closing: chat_pb2.Closing) -> Self:
        refusal = cls.from_error(closing.error)
        if closing.action == chat_pb2.Closing.ACTION_STOP:
            refusal.told = Action.STOP
        elif closing.action == chat_pb2.Closing.ACTION_REJOIN:
            expired = refusal.reason == "SESSION_EXPIRED"
            refusal.told = Action.START_OVER if expired else Action.REJOIN
        else:
            refusal.told = Action.RESUME
        if closing.HasField("reconnect_delay"):
            refusal.retry_after = closing.reconnect_delay.ToTimedelta().total_seconds()
        return refusal

    @classmethod
    def from_status(cls, failed: grpc.aio.AioRpcError) -> Self:
        refusal = cls("", failed.code().value[0], failed.details() or "")
        for key, value in failed.trailing_metadata():
            if key == "grpc-status-details-bin" and isinstance(value, bytes):
                refusal._read_details(value)
        return refusal

    def _read_details(self, serialized: bytes) -> None:
        info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
        try:
            for detail in status_pb2.Status.FromString(serialized).details:
                if detail.Unpack(info) and info.domain == "charla.chat":
                    self.reason = info.reason.removeprefix(_PREFIX)
                    self.suggested_name = info.metadata.get("suggested_name", "")
                elif detail.Unpack(retry):
                    self.retry_after = retry.retry_delay.ToTimedelta().total_seconds()
        except DecodeError:
            pass  # something in between has its own idea of details: the code has to suffice
