package chat

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

const reasonPrefix = "ERROR_REASON_"

// Refusal is the content of an Error, from a result, a Closing, or the status of a call. A broken connection is a Refusal
// without a reason.
type Refusal struct {
	Reason        string // without its prefix; a number if this client does not know the reason
	Code          codes.Code
	Message       string
	SuggestedName string
	RetryAfter    time.Duration

	closingAction action // the action of a Closing, which overrides the reason
}

func (r *Refusal) Error() string {
	text := r.Name() + ": " + r.Message
	if r.isForeign() && !isBroken(r.Code) {
		return "the answer is not from a Charla server (" + text + ")"
	}
	return text
}

// Name returns the reason, or the name of the code if there is no reason.
func (r *Refusal) Name() string {
	if r.Reason != "" {
		return r.Reason
	}
	return code.Code(r.Code).String()
}

// isForeign reports whether the refusal comes from the network or a proxy, and not from the chat server.
func (r *Refusal) isForeign() bool { return r.Reason == "" && r.closingAction == none }

// isTransient reports whether the code is UNAVAILABLE: a command may be repeated with the same ids.
func (r *Refusal) isTransient() bool { return r.Code == codes.Unavailable }

// isRateLimited reports whether the same command will be accepted after the retry delay.
func (r *Refusal) isRateLimited() bool { return r.Reason == "RATE_LIMITED" }

// isIncomplete reports whether the request did not arrive completely. If so, it has had no effect.
func (r *Refusal) isIncomplete() bool { return r.Reason == "REQUEST_INCOMPLETE" }

// isInternal reports whether the server has failed: the outcome of the command or call is unknown.
func (r *Refusal) isInternal() bool { return r.Reason == "INTERNAL" }

// isFull reports whether the server is full. A Join is repeated, and every other request is not.
func (r *Refusal) isFull() bool { return r.Reason == "SERVER_FULL" }

// isNotMember reports whether the client is not a member of the room, for example because an earlier LeaveRoom has
// succeeded.
func (r *Refusal) isNotMember() bool {
	return r.Reason == "NOT_A_MEMBER" || r.Reason == "ROOM_NOT_FOUND"
}

// usesUpRequestID reports whether a Join without a token needs a new request id: the old one has already created a
// session.
func (r *Refusal) usesUpRequestID() bool {
	return r.Reason == "SESSION_ENDED" || r.Reason == "REQUEST_ID_REUSED"
}

// isOpenTooLate reports whether the Open arrived too late: the server has opened the stream without the cursors.
func (r *Refusal) isOpenTooLate() bool { return r.Reason == "OPEN_REPEATED" }

// concernsIdentity reports whether the refusal is about the stream or the identity, and not about the command.
func (r *Refusal) concernsIdentity() bool {
	switch r.Reason {
	case "ACCOUNT_SUSPENDED", "NAME_LOST", "STREAM_SUPERSEDED":
		return true
	}
	return strings.HasPrefix(r.Reason, "SESSION_") || r.isOpenTooLate()
}

// needsLogIn reports whether the client of an account can continue after its user has logged in again.
func (r *Refusal) needsLogIn() bool {
	switch r.Reason {
	case "SESSION_REVOKED", "SESSION_EXPIRED", "ACCOUNT_SUSPENDED", "LOGIN_REFUSED":
		return true
	}
	return false
}

// action is what to do after a stream has ended or a call has failed.
type action int

const (
	none              action = iota
	resume                   // repeat the same call, after a delay
	rejoin                   // join with the token: the identity still exists, but has lost its name
	startOver                // the identity was deleted: join as a new one
	takeSuggestedName        // join with the suggested name: the requested name is taken
	stop
)

// action returns what to do after a refusal.
func (r *Refusal) action() action {
	switch {
	case r.closingAction != none:
		return r.closingAction
	case r.Reason == "NAME_TAKEN" && r.SuggestedName != "":
		return takeSuggestedName
	case r.Reason == "SESSION_EXPIRED":
		return startOver
	case r.Reason == "NAME_LOST":
		return rejoin
	case r.isInternal(), r.isFull(), r.isRateLimited(), r.isIncomplete(), r.isTransient(), r.isOpenTooLate():
		return resume
	case r.Reason == "" && isBroken(r.Code):
		return resume
	default:
		return stop
	}
}

// isBroken reports whether the code of a failure that comes from the network or a proxy means that the server is
// unavailable for now. For a client that no Charla server has answered yet, all other codes mean that the address is
// wrong. Once a Charla server has answered, every code only means that the connection is lost.
func isBroken(c codes.Code) bool {
	switch c {
	case codes.OK, codes.Canceled, codes.Unknown, codes.DeadlineExceeded, codes.ResourceExhausted, codes.Aborted,
		codes.Internal, codes.Unavailable, codes.DataLoss:
		return true
	}
	return false
}

func refusalFromError(e *chatv1.Error) *Refusal {
	r := &Refusal{
		Code:          codes.Code(e.GetCode()),
		Message:       e.GetMessage(),
		SuggestedName: e.GetMetadata()["suggested_name"],
		RetryAfter:    e.GetRetryDelay().AsDuration(),
	}
	if name, known := chatv1.ErrorReason_name[int32(e.GetReason())]; !known {
		r.Reason = strconv.Itoa(int(e.GetReason()))
	} else if e.GetReason() != chatv1.ErrorReason_ERROR_REASON_UNSPECIFIED {
		r.Reason = strings.TrimPrefix(name, reasonPrefix)
	}
	return r
}

func refusalFromClosing(closing *chatv1.Closing) *Refusal {
	r := refusalFromError(closing.GetError())
	switch closing.GetAction() {
	case chatv1.Closing_ACTION_STOP:
		r.closingAction = stop
	case chatv1.Closing_ACTION_REJOIN:
		r.closingAction = rejoin
		if r.Reason == "SESSION_EXPIRED" {
			r.closingAction = startOver
		}
	default: // also an action that this client does not know
		r.closingAction = resume
	}
	if closing.ReconnectDelay != nil {
		r.RetryAfter = closing.ReconnectDelay.AsDuration()
	}
	return r
}

func refusalFrom(err error) *Refusal {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	s := status.Convert(err)
	r := &Refusal{Code: s.Code(), Message: s.Message()}
	for _, detail := range s.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.GetDomain() == "charla.chat" {
				r.Reason = strings.TrimPrefix(detail.GetReason(), reasonPrefix)
				r.SuggestedName = detail.GetMetadata()["suggested_name"]
			}
		case *errdetails.RetryInfo:
			r.RetryAfter = detail.GetRetryDelay().AsDuration()
		}
	}
	return r
}

func violation(room, format string, args ...any) *Refusal {
	if room == "" {
		room = "inbox"
	}
	return &Refusal{Code: codes.DataLoss, Message: room + ": " + fmt.Sprintf(format, args...)}
}
