package chat

import (
	"time"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

// Event is what a client reports to its program: one of the types below.
type Event interface{ isEvent() }

// Joined reports the identity and name of the client after it has joined, and again if they change.
type Joined struct{ User *chatv1.User }

// Online reports that a stream is open.
type Online struct{ Timelines []*chatv1.TimelineState }

// Offline reports that there is no stream, and when the next attempt will be made.
type Offline struct {
	Reason     *Refusal
	RetryAfter time.Duration
}

// Happened is an event as it was delivered, durable or ephemeral. Its kind may be one that this client does not know.
type Happened struct{ *chatv1.Event }

// Gap reports events that will not be delivered.
type Gap struct{ *chatv1.Gap }

// Entered answers Enter.
type Entered struct{ *chatv1.RoomEntered }

// LeftRoom answers LeaveRoom.
type LeftRoom struct{ Room string }

// RoomRefused answers Enter and LeaveRoom.
type RoomRefused struct {
	Room    string
	Refusal *Refusal
}

// Sent answers a send: the message is durable.
type Sent struct {
	ID        string
	Sequence  int64
	Duplicate bool
}

// Refused answers a send: the message has not been posted, and will not be.
type Refused struct {
	ID      string
	Refusal *Refusal
}

// Lost answers a send: it is unknown whether the message was posted. The identity was deleted, the server failed, or the
// message is so old that the server might not recognise its repetition.
type Lost struct{ ID string }

func (Joined) isEvent()      {}
func (Online) isEvent()      {}
func (Offline) isEvent()     {}
func (Happened) isEvent()    {}
func (Gap) isEvent()         {}
func (Entered) isEvent()     {}
func (LeftRoom) isEvent()    {}
func (RoomRefused) isEvent() {}
func (Sent) isEvent()        {}
func (Refused) isEvent()     {}
func (Lost) isEvent()        {}
