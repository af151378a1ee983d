package chat

import chatv1 "charla.chat/interop/go/gen/charla/v1"

// timeline is how far a room, or the inbox, has been told.
type timeline struct {
	epoch    string
	position int64 // the last sequence that has been told
	resetDue bool  // the cursor is of another life of the timeline: a Gap has to come
}

// timelines are the cursors by room; the inbox is the room with the empty name. What does not follow is an error that
// ends the stream: another one, opened with the cursors, gets what is missing.
type timelines map[string]*timeline

func (t timelines) cursors() []*chatv1.Cursor {
	cursors := make([]*chatv1.Cursor, 0, len(t))
	for room, known := range t {
		cursors = append(cursors, &chatv1.Cursor{Room: room, Epoch: known.epoch, AfterSequence: known.position})
	}
	return cursors
}

// resumed are the timelines of a stream that has opened: the rooms that the client is in, and no others.
func (t timelines) resumed(states []*chatv1.TimelineState) timelines {
	now := make(timelines, len(states))
	for _, state := range states {
		known, ok := t[state.GetRoom()]
		if !ok {
			known = &timeline{epoch: state.GetEpoch(), position: state.GetResumeAfter()}
		}
		known.resetDue = known.epoch != state.GetEpoch() || known.position > state.GetHeadSequence()
		now[state.GetRoom()] = known
	}
	return now
}

func (t timelines) entered(entered *chatv1.RoomEntered) {
	if state := entered.GetTimeline(); !entered.GetAlreadyMember() {
		t[state.GetRoom()] = &timeline{epoch: state.GetEpoch(), position: state.GetResumeAfter()}
	}
}

// admit reports whether the event is new; then it counts as told from now on.
func (t timelines) admit(event *chatv1.Event) (bool, error) {
	sequence := event.GetSequence()
	if sequence == 0 {
		return true, nil // ephemeral: it has no place
	}
	known, ok := t[event.GetRoom()]
	if !ok || known.resetDue || sequence > known.position+1 {
		return false, violation(event.GetRoom(), "%d does not follow", sequence)
	}
	if sequence <= known.position {
		return false, nil
	}
	known.position = sequence
	return true, nil
}

func (t timelines) admitGap(gap *chatv1.Gap) (bool, error) {
	known, ok := t[gap.GetRoom()]
	if !ok {
		return false, violation(gap.GetRoom(), "a gap where nothing has been entered")
	}
	if gap.GetReason() != chatv1.GapReason_GAP_REASON_RESET && gap.GetEpoch() == known.epoch {
		if known.resetDue || gap.GetFirstMissingSequence() > known.position+1 {
			return false, violation(gap.GetRoom(), "more is missing than the gap tells")
		}
		if gap.GetLastMissingSequence() <= known.position {
			return false, nil
		}
	}
	t[gap.GetRoom()] = &timeline{epoch: gap.GetEpoch(), position: gap.GetLastMissingSequence()}
	return true, nil
}

func (t timelines) check(caughtUp *chatv1.CaughtUp) error {
	if known, ok := t[caughtUp.GetRoom()]; ok && (known.resetDue || caughtUp.GetSequence() > known.position) {
		return violation(caughtUp.GetRoom(), "not all that should have come has")
	}
	return nil
}
