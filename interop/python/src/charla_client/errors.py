"""Refusals, and the action of a client after a refusal. Only this module interprets reasons."""

import enum
from dataclasses import dataclass
from typing import Self

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]

from charla.v1 import chat_pb2

_PREFIX = "ERROR_REASON_"

# A failure without a reason comes from the network or a proxy. For a client that no Charla server
# has answered yet, these codes mean that the server is unavailable for now; all others mean that
# the address is wrong. Once a Charla server has answered, every code only means that the connection
# is lost.
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
# After these reasons a client retries later. Other reasons with the same gRPC codes are final.
_AWAITED = ("INTERNAL", "SERVER_FULL", "RATE_LIMITED", "REQUEST_INCOMPLETE", "OPEN_REPEATED")

_UNAVAILABLE: int = grpc.StatusCode.UNAVAILABLE.value[0]


class Action(enum.Enum):
    """What to do after a stream has ended or a call has failed."""

    RESUME = enum.auto()  # repeat the same call, after a delay
    REJOIN = enum.auto()  # join with the token: the identity still exists, but has lost its name
    START_OVER = enum.auto()  # the identity was deleted: join as a new one
    TAKE_SUGGESTED_NAME = enum.auto()  # the requested name is taken: join with the suggested name
    STOP = enum.auto()


@dataclass(eq=False)
class Refusal(Exception):
    """The content of an ``Error``, from any source. A broken connection has no reason."""

    reason: str  # without its prefix; a number if this client does not know the reason
    code: int  # the gRPC status code
    message: str
    suggested_name: str = ""
    retry_after: float | None = None  # seconds, if the server has asked for a delay
    closing_action: Action | None = None  # the action of a Closing, which overrides the reason

    def __str__(self) -> str:
        text = f"{self.name}: {self.message}"
        wrong = self.is_foreign and self.code not in _BROKEN
        return f"the answer is not from a Charla server ({text})" if wrong else text

    @property
    def name(self) -> str:
        code_name = (known.name for known in grpc.StatusCode if known.value[0] == self.code)
        return self.reason or next(code_name, str(self.code))

    @property
    def is_foreign(self) -> bool:
        """Whether the refusal comes from the network or a proxy, not from the chat server."""
        return not self.reason and self.closing_action is None

    @property
    def is_transient(self) -> bool:
        """Whether the code is UNAVAILABLE: a command may be repeated with the same ids."""
        return self.code == _UNAVAILABLE

    @property
    def is_internal(self) -> bool:
        """Whether the server has failed: the outcome of the command or call is unknown."""
        return self.reason == "INTERNAL"

    @property
    def is_full(self) -> bool:
        """Whether the server is full. A Join is repeated, and every other request is not."""
        return self.reason == "SERVER_FULL"

    @property
    def concerns_identity(self) -> bool:
        """Whether the refusal is about the stream or the identity, and not about the command."""
        return self.reason.startswith("SESSION_") or self.reason in (
            "ACCOUNT_SUSPENDED",
            "NAME_LOST",
            "OPEN_REPEATED",  # the stream had been opened without this Open: it has no cursors
            "STREAM_SUPERSEDED",
        )

    @property
    def needs_log_in(self) -> bool:
        """Whether the client of an account can continue after its user has logged in again."""
        return self.reason in (
            "SESSION_REVOKED",
            "SESSION_EXPIRED",
            "ACCOUNT_SUSPENDED",
            "LOGIN_REFUSED",
        )

    @property
    def is_not_member(self) -> bool:
        """Whether the client is not a member: perhaps an earlier LeaveRoom has succeeded."""
        return self.reason in ("NOT_A_MEMBER", "ROOM_NOT_FOUND")

    @property
    def uses_up_request_id(self) -> bool:
        """Whether a Join without a token needs a new id: the old one has created a session."""
        return self.reason in ("SESSION_ENDED", "REQUEST_ID_REUSED")

    @property
    def action(self) -> Action:
        if self.closing_action:
            return self.closing_action
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
            refusal.closing_action = Action.STOP
        elif closing.action == chat_pb2.Closing.ACTION_REJOIN:
            expired = refusal.reason == "SESSION_EXPIRED"
            refusal.closing_action = Action.START_OVER if expired else Action.REJOIN
        else:
            refusal.closing_action = Action.RESUME
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
            pass  # a proxy has sent other details: only the code is known
