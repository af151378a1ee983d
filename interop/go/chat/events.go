package chat

import (
	"time"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

// Event is what a client tells its program: one of the types below.
type Event interface{ isEvent() }

// Joined tells who the client is, again if that changes.
type Joined struct{ User *chatv1.User }

// Online tells that a stream is open.
type Online struct{ Timelines []*chatv1.TimelineState }

// Offline tells that there is no stream, and when the next attempt will come.
type Offline struct {
	Reason     *Refusal
	RetryAfter time.Duration
}

// Happened is an event as it came, durable or not. Its kind may be one that this client does not know.
type Happened struct{ *chatv1.Event }

// Gap tells what is missing, and will stay so.
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

// Sent answers Send: the message is durable.
type Sent struct {
	ID        string
	Sequence  int64
	Duplicate bool
}

// Refused answers Send: the message has not been posted, for good.
type Refused struct {
	ID      string
	Refusal *Refusal
}

// Lost answers Send: it is unknown whether the message was posted. Its identity is gone, or the server failed over it.
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
