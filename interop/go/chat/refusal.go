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

// Refusal is the content of an Error, whichever way it came: in a result, in a Closing, or as the status of a call.
// It is also what a broken connection amounts to; then it has no reason.
type Refusal struct {
	Reason        string // without its prefix; the number of one that this client does not know
	Code          codes.Code
	Message       string
	SuggestedName string
	RetryAfter    time.Duration

	told action // by a Closing, which needs no judgement
}

func (r *Refusal) Error() string {
	told := r.Name() + ": " + r.Message
	if r.isForeign() && !isBroken(r.Code) {
		return "the answer is not from a Charla server (" + told + ")"
	}
	return told
}

// Name is the reason, or the code's name where there is no reason.
func (r *Refusal) Name() string {
	if r.Reason != "" {
		return r.Reason
	}
	return code.Code(r.Code).String()
}

// isForeign reports whether the network has said it, or something in between, and not the chat server.
func (r *Refusal) isForeign() bool { return r.Reason == "" && r.told == untold }

// isTransient reports whether a command may be repeated with the same ids. So it may after isTooMuch; every other refusal
// is final.
func (r *Refusal) isTransient() bool { return r.Code == codes.Unavailable }

// isTooMuch reports whether the same will be accepted after the delay.
func (r *Refusal) isTooMuch() bool { return r.Reason == "RATE_LIMITED" }

// isIncomplete reports whether the request has not arrived whole, and so has had no effect.
func (r *Refusal) isIncomplete() bool { return r.Reason == "REQUEST_INCOMPLETE" }

// isBug reports whether the server has failed: the outcome of what it failed over is unknown.
func (r *Refusal) isBug() bool { return r.Reason == "INTERNAL" }

// isOutside reports whether it says that the client is not in the room: who leaves it again is told so.
func (r *Refusal) isOutside() bool { return r.Reason == "NOT_A_MEMBER" || r.Reason == "ROOM_NOT_FOUND" }

// usesUpRequestID reports whether a Join without a token needs another request id: with this one it has made a session.
func (r *Refusal) usesUpRequestID() bool {
	return r.Reason == "SESSION_ENDED" || r.Reason == "REQUEST_ID_REUSED"
}

// isLate reports whether the Open came too late: the stream is without its cursors.
func (r *Refusal) isLate() bool { return r.Reason == "OPEN_REPEATED" }

// concernsIdentity reports whether it is not the command that is refused, but the stream, or whose it is.
func (r *Refusal) concernsIdentity() bool {
	return strings.HasPrefix(r.Reason, "SESSION_") || r.Reason == "NAME_LOST" || r.Reason == "STREAM_SUPERSEDED" || r.isLate()
}

// action is what to do after a stream has ended or a call has failed.
type action int

const (
	untold            action = iota
	resume                   // the same again, after a delay
	rejoin                   // join with the token: the name is lost, the identity is not
	startOver                // the identity is gone: join as somebody new
	takeSuggestedName        // join with it: the wanted one is taken
	stop
)

// action is the only place where reasons are judged.
func (r *Refusal) action() action {
	switch {
	case r.told != untold:
		return r.told
	case r.Reason == "NAME_TAKEN" && r.SuggestedName != "":
		return takeSuggestedName
	case r.Reason == "SESSION_EXPIRED":
		return startOver
	case r.Reason == "NAME_LOST":
		return rejoin
	case r.isBug(), r.Reason == "SERVER_FULL", r.isTooMuch(), r.isIncomplete(), r.isTransient(), r.isLate():
		return resume
	case r.Reason == "" && isBroken(r.Code):
		return resume
	default:
		return stop
	}
}

// isBroken judges a failure that is not the chat server's word, but that of the network or of something in between. To a
// client that no server has answered yet, these codes mean that it is broken for now; all others, that the address is
// wrong. Later it only means that the connection is lost.
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
		r.told = stop
	case chatv1.Closing_ACTION_REJOIN:
		r.told = rejoin
		if r.Reason == "SESSION_EXPIRED" {
			r.told = startOver
		}
	default: // also one that this client does not know
		r.told = resume
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
