package chat

import (
	"slices"
	"strconv"
	"sync"
	"time"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

// outbox keeps the commands that have no result yet, in order, across streams. Safe for concurrent use.
type outbox struct {
	mu          sync.Mutex
	commands    []*command
	lastID      uint64
	pausedUntil time.Time
	toldToWait  bool // a refusal has asked for a delay, and nothing has been sent since
	closed      bool
	changed     chan struct{} // closed and replaced at every change
}

type command struct {
	request      *chatv1.ConverseRequest
	onThisStream bool
	everSent     bool
	firstSent    time.Time // by the wall clock alone, which goes on while the machine is suspended
	suspect      bool      // had no result when the server failed, so it may be the cause
	failures     int       // how often the server failed while this was the only outstanding command
	heldUpSince  time.Time // when a rate limit first refused a room command while this command waited
}

// message returns the message that the command sends, or nil for another command.
func (c *command) message() *chatv1.SendMessageRequest {
	if c == nil {
		return nil
	}
	return c.request.GetSendMessage()
}

// leaveRoom returns the LeaveRoom of the command, or nil for another command.
func (c *command) leaveRoom() *chatv1.LeaveRoom {
	if c == nil {
		return nil
	}
	return c.request.GetLeaveRoom()
}

func newOutbox() *outbox { return &outbox{changed: make(chan struct{})} }

// add appends a command, and returns false if the outbox is closed.
func (o *outbox) add(request *chatv1.ConverseRequest) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return false
	}
	o.lastID++
	request.RequestId = strconv.FormatUint(o.lastID, 10)
	o.commands = append(o.commands, &command{request: request})
	o.signal()
	return true
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.signal()
}

// newStream marks all commands as not sent on the new stream, so that they are sent again.
func (o *outbox) newStream() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.commands {
		c.onThisStream = false
	}
}

// onThisStream reports whether a command is outstanding on this stream. The caller must hold the lock.
func (o *outbox) onThisStream() bool {
	return slices.ContainsFunc(o.commands, func(c *command) bool { return c.onThisStream })
}

// hasSuspects reports whether one of the commands may have made the server fail. The caller must hold the lock.
func (o *outbox) hasSuspects() bool {
	return slices.ContainsFunc(o.commands, func(c *command) bool { return c.suspect })
}

// serverFailed records that the stream has ended with INTERNAL, perhaps because of a command without a result. To find
// the cause, the client sends each of these commands alone from now on. It must give up a command that fails alone
// maxFailures times, because this command would hold up the commands after it forever. serverFailed returns the request
// id of this command.
func (o *outbox) serverFailed() (hopeless string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var suspects []*command
	for _, c := range o.commands {
		if c.onThisStream {
			c.suspect = true
			suspects = append(suspects, c)
		}
	}
	if len(suspects) == 1 {
		suspects[0].failures++
		if suspects[0].failures >= maxFailures {
			return suspects[0].request.GetRequestId()
		}
	}
	return ""
}

// isOld reports whether the message is so old that the server might no longer recognise its
// repetition.
func (c *command) isOld(limits *chatv1.Limits) bool {
	window := limits.GetRepetitionWindow()
	return window != nil && c.message() != nil && time.Now().Round(0).Sub(c.firstSent) >= window.AsDuration()
}

// next returns the next command to send, and marks it as sent. If there is none, it returns nil and a channel that is
// closed at the next change; over is true if there will be no more commands.
//
// A message does not wait for other messages. A room command waits until all commands before it are settled, and all
// later commands wait until it is settled. The server does not enforce this order. If the client did not wait, a
// message that has to be repeated could arrive after a later LeaveRoom, or a message could arrive before an EnterRoom
// that has to be repeated. The server would refuse such a message.
func (o *outbox) next() (next *command, repeated bool, changed <-chan struct{}, over bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	// An outstanding command may also be told to wait. A new command would overtake the outstanding
	// one, so no new command is sent yet.
	if !time.Now().Before(o.pausedUntil) && !(o.onThisStream() && (o.toldToWait || o.hasSuspects())) {
		o.toldToWait = false
		for i, c := range o.commands {
			alone := c.message() == nil
			if !c.onThisStream && !(alone && i > 0) {
				repeated = c.everSent
				if !repeated {
					c.firstSent = time.Now().Round(0)
				}
				c.onThisStream, c.everSent = true, true
				return c, repeated, nil, false
			}
			if alone {
				break
			}
		}
	}
	return nil, false, o.changed, o.closed && len(o.commands) == 0
}

// isEmpty reports whether there is no command, and returns a channel that is closed at the next change.
func (o *outbox) isEmpty() (empty bool, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.commands) == 0, o.changed
}

// wake lets all goroutines that wait for a change check again.
func (o *outbox) wake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.signal()
}

// take removes and returns the command with this request id, or returns nil if there is none.
func (o *outbox) take(requestID string) *command {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.commands, func(c *command) bool { return c.request.GetRequestId() == requestID })
	if i < 0 {
		return nil
	}
	taken := o.commands[i]
	o.commands = slices.Delete(o.commands, i, i+1)
	o.signal()
	return taken
}

// mayWait reports whether a command that a rate limit has refused may be repeated after this delay. A room command may
// not be repeated if it would, together with others, hold up the commands after it for longer than roomTimeout.
func (o *outbox) mayWait(requestID string, delay time.Duration) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.commands, func(c *command) bool { return c.request.GetRequestId() == requestID })
	if i < 0 || o.commands[i].message() != nil {
		return true
	}
	now := time.Now()
	for _, waiting := range o.commands {
		if waiting.heldUpSince.IsZero() {
			waiting.heldUpSince = now
		}
	}
	return now.Sub(o.commands[i].heldUpSince)+delay <= roomTimeout
}

// takeSends removes and returns all messages, and ends their delay. Room commands are kept.
func (o *outbox) takeSends() (taken []*command) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pausedUntil, o.toldToWait = time.Time{}, false
	o.commands = slices.DeleteFunc(o.commands, func(c *command) bool {
		if c.message() != nil {
			taken = append(taken, c)
		}
		return c.message() != nil
	})
	o.signal()
	return taken
}

// retry sends a command again after a delay, and after all outstanding commands are answered. Until then nothing else
// is sent, not even on the next stream.
func (o *outbox) retry(requestID string, after time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.commands {
		if c.request.GetRequestId() == requestID {
			c.onThisStream = false
		}
	}
	o.toldToWait = true
	if until := time.Now().Add(after); until.After(o.pausedUntil) {
		o.pausedUntil = until
	}
	time.AfterFunc(after, o.wake)
	o.signal()
}

// signal wakes all goroutines that wait for a change. The caller must hold the lock.
func (o *outbox) signal() {
	close(o.changed)
	o.changed = make(chan struct{})
}
