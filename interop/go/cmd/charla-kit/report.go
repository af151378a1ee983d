package main

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"

	"charla.chat/interop/go/chat"
	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

// report prints the client's events, and `reached` for each expected sequence. Safe for concurrent use.
type report struct {
	mu       sync.Mutex
	out      *json.Encoder
	printed  map[string]int64 // the last sequence printed, by room
	expected []position
	told     *chat.Refusal // the last refusal printed as stopped
}

type position struct {
	room     string
	sequence int64
}

func newReport(out io.Writer) *report {
	return &report{out: json.NewEncoder(out), printed: map[string]int64{}}
}

func (r *report) expect(room string, sequence int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.expected = append(r.expected, position{room, sequence})
	r.tellReached()
}

func (r *report) leaving() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.emit(map[string]any{"type": "leaving"})
}

func (r *report) stopped(refusal *chat.Refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.told != refusal {
		r.emit(map[string]any{"type": "stopped", "reason": refusal.Name()})
	}
	r.told = refusal
}

func (r *report) registered(user *chatv1.User) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.emit(map[string]any{"type": "registered", "id": user.GetId(), "name": user.GetName()})
}

func (r *report) registerRefused(refusal *chat.Refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.emit(map[string]any{"type": "register-refused", "reason": refusal.Name(), "code": int(refusal.Code)})
}

func (r *report) users(room string, users []*chatv1.PresentUser) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for _, present := range users {
		names = append(names, present.GetUser().GetName())
	}
	r.emit(map[string]any{"type": "users", "room": room, "names": strings.Join(names, " ")})
}

func (r *report) tell(event chat.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case chat.Joined:
		r.emit(map[string]any{"type": "joined", "id": e.User.GetId(), "name": e.User.GetName()})
	case chat.Online:
		r.emit(map[string]any{"type": "online"})
		for _, state := range e.Timelines {
			r.begins(state)
		}
	case chat.Offline:
		r.emit(map[string]any{
			"type": "offline", "reason": e.Reason.Error(), "retry_ms": e.RetryAfter.Milliseconds(),
		})
	case chat.Sent:
		r.emit(map[string]any{"type": "sent", "id": e.ID, "sequence": e.Sequence, "duplicate": e.Duplicate})
	case chat.Refused:
		r.emit(map[string]any{"type": "refused", "id": e.ID, "reason": e.Refusal.Name(), "code": int(e.Refusal.Code)})
	case chat.Lost:
		r.emit(map[string]any{"type": "lost", "id": e.ID})
	case chat.Entered:
		r.begins(e.GetTimeline())
		r.emit(map[string]any{"type": "entered", "room": e.GetTimeline().GetRoom()})
	case chat.LeftRoom:
		r.emit(map[string]any{"type": "left", "room": e.Room})
	case chat.RoomRefused:
		r.emit(map[string]any{
			"type": "room-refused", "room": e.Room, "reason": e.Refusal.Name(), "code": int(e.Refusal.Code),
		})
	case chat.Gap:
		r.printed[e.GetRoom()] = e.GetLastMissingSequence()
		r.emit(map[string]any{
			"type": "gap", "room": e.GetRoom(), "reason": strings.TrimPrefix(e.GetReason().String(), "GAP_REASON_"),
			"first": e.GetFirstMissingSequence(), "last": e.GetLastMissingSequence(),
		})
	case chat.Happened:
		r.happened(e.Event)
	}
	r.tellReached()
}

func (r *report) happened(event *chatv1.Event) {
	if event.GetSequence() == 0 {
		return
	}
	r.printed[event.GetRoom()] = event.GetSequence()
	line := map[string]any{"type": "unknown", "room": event.GetRoom(), "sequence": event.GetSequence()}
	if posted := event.GetMessagePosted(); posted != nil {
		line["type"] = "message"
		line["id"] = posted.GetClientMessageId()
		line["from"] = event.GetActor().GetId()
		line["text"] = posted.GetText()
	}
	r.emit(line)
}

func (r *report) begins(state *chatv1.TimelineState) {
	if _, known := r.printed[state.GetRoom()]; !known {
		r.printed[state.GetRoom()] = state.GetResumeAfter()
	}
}

func (r *report) tellReached() {
	r.expected = slices.DeleteFunc(r.expected, func(p position) bool {
		printed, known := r.printed[p.room]
		reached := known && printed >= p.sequence
		if reached {
			r.emit(map[string]any{"type": "reached", "room": p.room, "sequence": p.sequence})
		}
		return reached
	})
}

func (r *report) emit(line map[string]any) {
	if err := r.out.Encode(line); err != nil {
		panic(err) // the output is closed, so the program must end
	}
}
