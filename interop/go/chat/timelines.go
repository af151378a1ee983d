package chat

import chatv1 "charla.chat/interop/go/gen/charla/v1"

// timeline is the cursor of a room or of the inbox.
type timeline struct {
	epoch    string
	sequence int64 // the last sequence that has been delivered
	resetDue bool  // the cursor belongs to another epoch: a Gap must come first
	left     bool  // the client has left the room
	last     int64 // if the client has left: the last sequence of the timeline
}

// timelines are the cursors by room; the inbox is the room with the empty name. An event that does not follow the cursor
// is an error that ends the stream: the next stream, opened with the cursors, delivers what is missing.
type timelines map[string]*timeline

func (t timelines) cursors() []*chatv1.Cursor {
	cursors := make([]*chatv1.Cursor, 0, len(t))
	for room, known := range t {
		cursors = append(cursors, &chatv1.Cursor{Room: room, Epoch: known.epoch, AfterSequence: known.sequence})
	}
	return cursors
}

// resumed returns the timelines of a new stream: the inbox, and exactly the rooms that the client is a member of.
func (t timelines) resumed(states []*chatv1.TimelineState) timelines {
	now := make(timelines, len(states))
	for _, state := range states {
		known, ok := t[state.GetRoom()]
		if !ok {
			known = &timeline{epoch: state.GetEpoch(), sequence: state.GetResumeAfter()}
		}
		known.left = false
		known.resetDue = known.epoch != state.GetEpoch() || known.sequence > state.GetHeadSequence()
		now[state.GetRoom()] = known
	}
	return now
}

func (t timelines) entered(entered *chatv1.RoomEntered) {
	if state := entered.GetTimeline(); !entered.GetAlreadyMember() {
		t[state.GetRoom()] = &timeline{epoch: state.GetEpoch(), sequence: state.GetResumeAfter()}
	}
}

// left records that the client has left a room. The room's last events may still arrive; after them the room has no
// cursor.
func (t timelines) left(left *chatv1.RoomLeft) {
	if known, ok := t[left.GetRoom()]; ok {
		known.left, known.last = true, left.GetLastSequence()
		t.forgetIfOver(left.GetRoom())
	}
}

func (t timelines) forgetIfOver(room string) {
	if known := t[room]; known.left && !known.resetDue && known.sequence >= known.last {
		delete(t, room)
	}
}

// admit reports whether the event is new, and advances the cursor if it is.
func (t timelines) admit(event *chatv1.Event) (bool, error) {
	sequence := event.GetSequence()
	if sequence == 0 {
		return true, nil // ephemeral: it has no sequence
	}
	known, ok := t[event.GetRoom()]
	if !ok || known.resetDue || sequence > known.sequence+1 {
		return false, violation(event.GetRoom(), "sequence %d does not follow the cursor", sequence)
	}
	if sequence <= known.sequence {
		return false, nil
	}
	known.sequence = sequence
	t.forgetIfOver(event.GetRoom())
	return true, nil
}

func (t timelines) admitGap(gap *chatv1.Gap) (bool, error) {
	known, ok := t[gap.GetRoom()]
	if !ok {
		return false, violation(gap.GetRoom(), "a gap in a room without membership")
	}
	if gap.GetReason() != chatv1.GapReason_GAP_REASON_RESET && gap.GetEpoch() == known.epoch {
		if known.resetDue || gap.GetFirstMissingSequence() > known.sequence+1 {
			return false, violation(gap.GetRoom(), "the gap does not cover all missing events")
		}
		if gap.GetLastMissingSequence() <= known.sequence {
			return false, nil
		}
	}
	known.epoch, known.sequence, known.resetDue = gap.GetEpoch(), gap.GetLastMissingSequence(), false
	t.forgetIfOver(gap.GetRoom())
	return true, nil
}

func (t timelines) check(caughtUp *chatv1.CaughtUp) error {
	if known, ok := t[caughtUp.GetRoom()]; ok && (known.resetDue || caughtUp.GetSequence() > known.sequence) {
		return violation(caughtUp.GetRoom(), "caught up, but events are missing")
	}
	return nil
}
