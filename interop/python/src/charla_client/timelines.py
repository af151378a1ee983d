"""The cursor of each timeline, and the check that events follow it without a hole."""

from collections.abc import Iterable
from dataclasses import dataclass

import grpc

from charla.v1 import chat_pb2

from .errors import Refusal


@dataclass
class _Timeline:
    epoch: str
    sequence: int  # the last one that has been delivered
    reset_due: bool = False  # the cursor belongs to another epoch: a Gap must come
    last: int | None = None  # the client has left the room: the timeline ends with this sequence


class Timelines:
    """The cursors, by room; the inbox is the room with the empty name.

    An event that does not follow the cursor raises a Refusal that ends the stream: the next
    stream, opened with the cursors, delivers what is missing.
    """

    def __init__(self) -> None:
        self._timelines: dict[str, _Timeline] = {}

    def cursors(self) -> Iterable[chat_pb2.Cursor]:
        for room, timeline in self._timelines.items():
            yield chat_pb2.Cursor(room=room, epoch=timeline.epoch, after_sequence=timeline.sequence)

    def ready(self, states: Iterable[chat_pb2.TimelineState]) -> None:
        """Keeps exactly the timelines of a new stream: the inbox and the client's rooms."""
        before, self._timelines = self._timelines, {}
        for state in states:
            timeline = before.get(state.room) or _Timeline(state.epoch, state.resume_after)
            beyond = timeline.sequence > state.head_sequence
            timeline.reset_due = beyond or timeline.epoch != state.epoch
            timeline.last = None
            self._timelines[state.room] = timeline

    def entered(self, entered: chat_pb2.RoomEntered) -> None:
        state = entered.timeline
        if not entered.already_member:
            self._timelines[state.room] = _Timeline(state.epoch, state.resume_after)

    def left(self, left: chat_pb2.RoomLeft) -> None:
        """Records that the client has left: after its last events the room has no cursor."""
        if timeline := self._timelines.get(left.room):
            timeline.last = left.last_sequence
            self._forget_if_over(left.room, timeline)

    def _forget_if_over(self, room: str, timeline: _Timeline) -> None:
        delivered = timeline.last is not None and timeline.sequence >= timeline.last
        if delivered and not timeline.reset_due:
            del self._timelines[room]

    def admits(self, event: chat_pb2.Event) -> bool:
        """Whether the event is new; if so, advances the cursor."""
        if not event.sequence:
            return True  # ephemeral: it has no sequence
        timeline = self._timelines.get(event.room)
        if not timeline or timeline.reset_due or event.sequence > timeline.sequence + 1:
            raise _violation(event.room, f"sequence {event.sequence} does not follow the cursor")
        if event.sequence <= timeline.sequence:
            return False
        timeline.sequence = event.sequence
        self._forget_if_over(event.room, timeline)
        return True

    def admits_gap(self, gap: chat_pb2.Gap) -> bool:
        timeline = self._timelines.get(gap.room)
        if not timeline:
            raise _violation(gap.room, "a gap in a room without membership")
        if gap.reason != chat_pb2.GAP_REASON_RESET and gap.epoch == timeline.epoch:
            if timeline.reset_due or gap.first_missing_sequence > timeline.sequence + 1:
                raise _violation(gap.room, "the gap does not cover all missing events")
            if gap.last_missing_sequence <= timeline.sequence:
                return False
        timeline.epoch, timeline.sequence = gap.epoch, gap.last_missing_sequence
        timeline.reset_due = False
        self._forget_if_over(gap.room, timeline)
        return True

    def check(self, caught_up: chat_pb2.CaughtUp) -> None:
        timeline = self._timelines.get(caught_up.room)
        if timeline and (timeline.reset_due or caught_up.sequence > timeline.sequence):
            raise _violation(caught_up.room, "caught up, but events are missing")

    def clear(self) -> None:
        self._timelines.clear()


def _violation(room: str, what: str) -> Refusal:
    code: int = grpc.StatusCode.DATA_LOSS.value[0]
    return Refusal("", code, f"{room or 'inbox'}: {what}")
