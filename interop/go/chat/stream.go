package chat

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

// converse runs one stream, from its Open to its end. It returns nil if the stream ends because it is drained.
func (c *Client) converse(ctx context.Context) error {
	c.outbox.newStream()
	c.closed.Store(false)
	streamCtx, cancel := context.WithCancelCause(ctx)
	var writer sync.WaitGroup
	defer writer.Wait()
	defer cancel(nil)
	openTimeout := time.AfterFunc(callTimeout, func() {
		cancel(&Refusal{Code: codes.DeadlineExceeded, Message: "no answer to Open"})
	})
	defer openTimeout.Stop()

	stream, err := c.stub.Converse(c.authorized(streamCtx))
	if err != nil {
		return err
	}
	c.streamNumber++
	opening := &chatv1.ConverseRequest{Command: &chatv1.ConverseRequest_Open{Open: &chatv1.Open{
		StreamNumber:     c.streamNumber,
		Cursors:          c.timelines.cursors(),
		DrainOnHalfClose: true, // only a drain half-closes the stream
		Edition:          edition,
	}}}
	if err := stream.Send(opening); err != nil && !errors.Is(err, io.EOF) { // EOF: Recv returns the reason
		return err
	}
	for {
		frame, err := stream.Recv()
		openTimeout.Stop()
		switch {
		case errors.Is(err, io.EOF) && c.closed.Load():
			return nil
		case errors.Is(err, io.EOF):
			return &Refusal{Code: codes.OK, Message: "the stream has ended without a reason"}
		case err != nil && context.Cause(streamCtx) != nil:
			return context.Cause(streamCtx)
		case err != nil:
			return err
		}
		wasReady := !c.readyAt.IsZero()
		if drained, err := c.take(ctx, frame); drained || err != nil {
			return err
		}
		if !wasReady && !c.readyAt.IsZero() {
			writer.Go(func() { c.write(ctx, stream) })
		}
	}
}

// write sends the commands without a result, and those that are added, until the stream ends.
func (c *Client) write(ctx context.Context, stream grpc.BidiStreamingClient[chatv1.ConverseRequest, chatv1.ConverseResponse]) {
	for {
		next, repeated, changed, over := c.outbox.next()
		switch {
		case over && c.draining.Load():
			c.closed.Store(true)
			_ = stream.CloseSend()
			return
		case next == nil:
			select {
			case <-changed:
			case <-stream.Context().Done():
				return
			}
		case !repeated && c.excess(next.request) != "":
			// A command too large for the transport would break every stream. A repeated command is not refused: the server may
			// have posted its message.
			c.refuse(ctx, next.request.GetRequestId(), tooLong(c.excess(next.request)))
		case repeated && next.isOld(c.limits.Load()):
			if old := c.outbox.take(next.request.GetRequestId()); old != nil {
				c.report(ctx, Lost{old.message().GetClientMessageId()})
			}
		default:
			if stream.Send(next.request) != nil {
				return // Recv returns the reason
			}
		}
	}
}

// excess returns the reason to refuse a command that is too large, or an empty string.
func (c *Client) excess(request *chatv1.ConverseRequest) string {
	text, limits := request.GetSendMessage().GetText(), c.limits.Load()
	switch {
	case exceeds(utf8.RuneCountInString(text), limits.GetMaxTextCodePoints()), exceeds(len(text), limits.GetMaxTextBytes()):
		return "MESSAGE_TOO_LARGE"
	case exceeds(proto.Size(request), limits.GetMaxRequestBytes()):
		return "REQUEST_TOO_LARGE"
	}
	return ""
}

func tooLong(reason string) *Refusal {
	return &Refusal{Reason: reason, Code: codes.InvalidArgument, Message: "too long"}
}

// exceeds reports whether a length is above a limit; 0 means no limit.
func exceeds(length int, limit int32) bool { return limit > 0 && length > int(limit) }

// take handles a frame, and reports whether the drain is complete.
func (c *Client) take(ctx context.Context, frame *chatv1.ConverseResponse) (drained bool, err error) {
	switch payload := frame.GetPayload().(type) {
	case *chatv1.ConverseResponse_Ready:
		c.readyAt = time.Now()
		c.limits.Store(payload.Ready.GetLimits())
		c.timelines = c.timelines.resumed(payload.Ready.GetTimelines())
		c.setUser(ctx, payload.Ready.GetSelf())
		c.report(ctx, Online{payload.Ready.GetTimelines()})
	case *chatv1.ConverseResponse_Result:
		return false, c.takeResult(ctx, frame.GetRequestId(), payload.Result)
	case *chatv1.ConverseResponse_Batch:
		for _, event := range payload.Batch.GetEvents() {
			isNew, err := c.timelines.admit(event)
			if err != nil {
				return false, err
			}
			if isNew {
				c.report(ctx, Happened{event})
			}
		}
	case *chatv1.ConverseResponse_Gap:
		isNew, err := c.timelines.admitGap(payload.Gap)
		if err != nil {
			return false, err
		}
		if isNew {
			c.report(ctx, Gap{payload.Gap})
		}
	case *chatv1.ConverseResponse_CaughtUp:
		return false, c.timelines.check(payload.CaughtUp)
	case *chatv1.ConverseResponse_MembershipChanged: // by another stream of the identity, or by a call
		c.takeMembership(ctx, payload.MembershipChanged)
	case *chatv1.ConverseResponse_Closing:
		if c.closed.Load() && payload.Closing.GetError() == nil {
			return true, nil
		}
		return false, refusalFromClosing(payload.Closing)
	}
	return false, nil // also for a payload that this client does not know
}

func (c *Client) takeResult(ctx context.Context, requestID string, result *chatv1.CommandResult) error {
	if result.GetError() == nil {
		c.sendFailures = 0
		c.takeMembership(ctx, result)
		// The command has succeeded, even if this client does not know the outcome.
		if message := c.outbox.take(requestID).message(); message != nil {
			sent := result.GetMessageSent()
			c.report(ctx, Sent{message.GetClientMessageId(), sent.GetSequence(), sent.GetDuplicate()})
		}
		return nil
	}
	switch refusal := refusalFromError(result.GetError()); {
	case refusal.concernsIdentity():
		return refusal
	case refusal.isTransient(), refusal.isRateLimited() && c.outbox.mayWait(requestID, refusal.RetryAfter):
		c.outbox.retry(requestID, refusal.RetryAfter+jitter(&c.sendFailures))
	default:
		c.refuse(ctx, requestID, refusal)
	}
	return nil
}

// takeMembership handles a CommandResult or a MembershipChanged, which may say that a room is entered or left.
func (c *Client) takeMembership(ctx context.Context, change interface {
	GetRoomEntered() *chatv1.RoomEntered
	GetRoomLeft() *chatv1.RoomLeft
}) {
	if entered := change.GetRoomEntered(); entered != nil {
		c.timelines.entered(entered)
		c.report(ctx, Entered{entered})
	}
	if left := change.GetRoomLeft(); left != nil {
		c.timelines.left(left)
		c.report(ctx, LeftRoom{left.GetRoom()})
	}
}

func (c *Client) refuse(ctx context.Context, requestID string, refusal *Refusal) {
	refused := c.outbox.take(requestID)
	if message := refused.message(); message != nil && refusal.isInternal() {
		c.report(ctx, Lost{message.GetClientMessageId()})
	} else if message != nil {
		c.report(ctx, Refused{message.GetClientMessageId(), refusal})
	} else if leave := refused.leaveRoom(); leave != nil && refusal.isNotMember() {
		c.report(ctx, LeftRoom{leave.GetRoom()}) // perhaps an earlier attempt has succeeded
	} else if leave != nil {
		c.report(ctx, RoomRefused{leave.GetRoom(), refusal})
	} else if refused != nil {
		c.report(ctx, RoomRefused{refused.request.GetEnterRoom().GetRoom(), refusal})
	}
}
