package chat

import (
	"slices"
	"strconv"
	"sync"
	"time"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

// outbox keeps the commands that have no result yet, in order, over all streams. Safe for concurrent use.
type outbox struct {
	mu          sync.Mutex
	commands    []*command
	lastID      uint64
	pausedUntil time.Time
	toldToWait  bool // and nothing has been sent since
	closed      bool
	changed     chan struct{} // closed, and replaced, at every change
}

type command struct {
	request      *chatv1.ConverseRequest
	onThisStream bool
	everSent     bool
	suspect      bool      // had no result when the server failed, perhaps over this
	failures     int       // of the server, while it had nothing else to do
	heldUpSince  time.Time // by a rate for a wish about a room, this one or another
}

// message is the message that the command sends, if it is one that does.
func (c *command) message() *chatv1.SendMessageRequest {
	if c == nil {
		return nil
	}
	return c.request.GetSendMessage()
}

// leaveRoom is the wish to leave a room that the command is, if it is one.
func (c *command) leaveRoom() *chatv1.LeaveRoom {
	if c == nil {
		return nil
	}
	return c.request.GetLeaveRoom()
}

func newOutbox() *outbox { return &outbox{changed: make(chan struct{})} }

// add takes a command, or reports that it takes no more.
func (o *outbox) add(request *chatv1.ConverseRequest) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return false
	}
	o.lastID++
	request.RequestId = strconv.FormatUint(o.lastID, 10)
	o.commands = append(o.commands, &command{request: request})
	o.tell()
	return true
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.tell()
}

// newStream forgets what the last stream has carried: what has no result is sent again.
func (o *outbox) newStream() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.commands {
		c.onThisStream = false
	}
}

// onThisStream reports whether a command is under way. The lock is held.
func (o *outbox) onThisStream() bool {
	return slices.ContainsFunc(o.commands, func(c *command) bool { return c.onThisStream })
}

// hasSuspects reports whether the server may have failed over one of the commands. The lock is held.
func (o *outbox) hasSuspects() bool {
	return slices.ContainsFunc(o.commands, func(c *command) bool { return c.suspect })
}

// serverFailed tells that the stream has ended by a bug in the server, perhaps over a command without a result. Over which
// one, shows when each is sent alone. After some attempts it is to be given up, and its request id is returned: repeated
// for ever, it would hold back what follows.
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

// next gives the next command to send, which counts as sent then; or nil and a channel to wait on for one. Over is set
// when there will never be one.
//
// A message waits for no other. A wish about a room waits until all before it is settled, and all after it waits for it.
// The server would not: it leaves a room though a message before has to be repeated, or refuses a message though entering
// has to be, and what was said is lost.
func (o *outbox) next() (next *command, repeated bool, changed <-chan struct{}, over bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	// What is under way may be told to wait as well: what is new would overtake it.
	if !time.Now().Before(o.pausedUntil) && !(o.onThisStream() && (o.toldToWait || o.hasSuspects())) {
		o.toldToWait = false
		for i, c := range o.commands {
			alone := c.message() == nil
			if !c.onThisStream && !(alone && i > 0) {
				repeated = c.everSent
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

// isEmpty reports whether there is no command, and gives a channel to wait on until that may have changed.
func (o *outbox) isEmpty() (empty bool, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.commands) == 0, o.changed
}

// wake lets everybody who waits for a change look again.
func (o *outbox) wake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tell()
}

// take removes the command that has got its result.
func (o *outbox) take(requestID string) *command {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.commands, func(c *command) bool { return c.request.GetRequestId() == requestID })
	if i < 0 {
		return nil
	}
	taken := o.commands[i]
	o.commands = slices.Delete(o.commands, i, i+1)
	o.tell()
	return taken
}

// mayWait reports whether a command that a rate has refused is repeated after this delay. Not so a wish about a room that
// would hold up for long, with others, what follows.
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
	return now.Sub(o.commands[i].heldUpSince)+delay <= roomPatience
}

// takeSends removes all messages, and what they had to wait for, but not the wishes to be in a room.
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
	o.tell()
	return taken
}

// retry sends a command again after a while, and after all that is under way has been answered. Nothing else is sent
// before, also on the next stream.
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
	o.tell()
}

// tell wakes everybody who waits for a change. The lock is held.
func (o *outbox) tell() {
	close(o.changed)
	o.changed = make(chan struct{})
}
