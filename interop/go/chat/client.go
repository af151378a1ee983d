package chat

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

const (
	edition      = 2                // of the contract ("Evolution"): with membership_changed and member_changed
	callTimeout  = 10 * time.Second // for every call except an open stream
	stableAfter  = 10 * time.Second // a stream that was open this long resets the backoff
	leaveTimeout = 10 * time.Second // before leaving, how long to wait for the results of sent messages
	maxFailures  = 3                // how often the server may fail while one command is sent alone
	roomTimeout  = 10 * time.Second // how long refused room commands may hold up later commands, in all
	backoffBase  = 250 * time.Millisecond
	backoffCap   = 5 * time.Second
)

// window is the number of bytes that the server may send, on one stream or on all streams of a
// connection, before the client has read them. A window of a fixed size turns off gRPC's estimate
// of the bandwidth, for which the client would send a PING for each message. 1 MiB is the size that
// chat.proto recommends ("Connections").
const window = 1 << 20

// ErrClosed is returned for commands after Drain or Leave.
var ErrClosed = errors.New("chat: the client takes no more commands")

// leftUnsent is the refusal of a message that was never sent because the client has left.
var leftUnsent = &Refusal{Reason: "SESSION_ENDED", Code: codes.Unauthenticated, Message: "left before it was sent"}

// Dial creates a connection that detects a half-open link within 15 seconds. Its flow control windows are fixed. It has
// no TLS, unless an option sets other transport credentials.
func Dial(target string, more ...grpc.DialOption) (*grpc.ClientConn, error) {
	return DialStock(target, append(more, grpc.WithInitialWindowSize(window), grpc.WithInitialConnWindowSize(window))...)
}

// DialStock does the same as Dial, but gRPC chooses the flow control windows. It is for measurements only.
func DialStock(target string, more ...grpc.DialOption) (*grpc.ClientConn, error) {
	return grpc.NewClient(target, append([]grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 5 * time.Second}),
		// The client itself does the backoff, so the connection's own backoff is small.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, MaxDelay: time.Second},
			MinConnectTimeout: callTimeout,
		}),
	}, more...)...)
}

// Client is the client of one identity. Run does the work, and owns the fields that have no lock and are not atomic.
type Client struct {
	stub     chatv1.ChatServiceClient
	accounts chatv1.AccountServiceClient
	name     string
	guest    atomic.Bool
	events   chan Event
	outbox   *outbox

	token    atomic.Pointer[string] // set by Run, read by Leave
	limits   atomic.Pointer[chatv1.Limits]
	answered atomic.Bool // a Charla server, and not only a proxy, has answered
	draining atomic.Bool
	closed   atomic.Bool   // the current stream is half-closed; the drain is complete when it ends
	leaving  chan struct{} // closed when Leave begins
	setLeave func()
	left     chan struct{}
	setLeft  func()
	ended    chan struct{} // closed when Run ends

	joinUnderWay sync.Mutex
	joining      *chatv1.JoinRequest  // the same request until it is answered
	loggingIn    *chatv1.LogInRequest // in place of joining, as long as it is not nil
	nameLost     bool
	logInAgain   LogInAgain
	user         *chatv1.User
	timelines    timelines
	streamNumber int64
	readyAt      time.Time
	failures     int
	sendFailures int
}

// LogInAgain asks the user for a name and a password when the session of an account has ended, or when a log-in is
// refused. The answer false means that the user does not log in. The function must return when the context ends, which
// Leave does.
type LogInAgain func(ctx context.Context, refusal *Refusal) (name, password string, ok bool)

// New creates a client that joins as a guest, with this name or, if the name is taken, with the name that the server
// suggests.
func New(conn grpc.ClientConnInterface, name string) *Client {
	leaving, left := make(chan struct{}), make(chan struct{})
	c := &Client{
		stub:     chatv1.NewChatServiceClient(conn),
		accounts: chatv1.NewAccountServiceClient(conn),
		name:     name,
		events:   make(chan Event),
		outbox:   newOutbox(),
		leaving:  leaving,
		setLeave: sync.OnceFunc(func() { close(leaving) }),
		left:     left,
		setLeft:  sync.OnceFunc(func() { close(left) }),
		ended:    make(chan struct{}),
		joining:  joinRequest(name),
	}
	c.guest.Store(true)
	return c
}

// NewLoggedIn creates a client that logs in to the account of this name.
func NewLoggedIn(conn grpc.ClientConnInterface, name, password string) *Client {
	c := New(conn, name)
	c.guest.Store(false)
	c.loggingIn = logInRequest(name, password)
	return c
}

// NewWithToken creates a client that continues a session that exists.
func NewWithToken(conn grpc.ClientConnInterface, token string) *Client {
	c := New(conn, "")
	c.guest.Store(false)
	c.token.Store(&token)
	return c
}

// OnLoggedOut makes Run ask for another log-in when the session of an account has ended. Call it before Run. If the
// same account logs in again, its cursors and commands are kept. If another account logs in, or none, the messages are
// settled.
func (c *Client) OnLoggedOut(ask LogInAgain) { c.logInAgain = ask }

// Token returns the token of the session: a secret with which another client can continue the session. It is empty until
// the client has joined or logged in.
func (c *Client) Token() string {
	if token := c.token.Load(); token != nil {
		return *token
	}
	return ""
}

// Events delivers what happens, in order, until Run ends. The program must read this channel: a slow reader slows the
// client down.
func (c *Client) Events() <-chan Event { return c.events }

// SendToRoom sends a message, on this or a later stream. The message is answered once, by Sent, Refused or Lost.
func (c *Client) SendToRoom(id, room, text string) error {
	return c.send(&chatv1.SendMessageRequest{
		Target: &chatv1.SendMessageRequest_Room{Room: room}, Text: text, ClientMessageId: id,
	})
}

// SendToUser sends a private message to a user's id. The message is answered once, as with SendToRoom.
func (c *Client) SendToUser(id, userID, text string) error {
	return c.send(&chatv1.SendMessageRequest{
		Target: &chatv1.SendMessageRequest_UserId{UserId: userID}, Text: text, ClientMessageId: id,
	})
}

func (c *Client) send(message *chatv1.SendMessageRequest) error {
	target := message.GetRoom() + message.GetUserId()
	for _, s := range []string{message.GetText(), message.GetClientMessageId(), target} {
		if !utf8.ValidString(s) { // it could not be encoded
			return errors.New("chat: not UTF-8")
		}
	}
	return c.add(&chatv1.ConverseRequest{Command: &chatv1.ConverseRequest_SendMessage{SendMessage: message}})
}

// Enter enters a room. The command is answered once, by Entered or RoomRefused.
func (c *Client) Enter(room string) error {
	if !utf8.ValidString(room) {
		return errors.New("chat: not UTF-8")
	}
	enter := &chatv1.ConverseRequest_EnterRoom{EnterRoom: &chatv1.EnterRoom{Room: room}}
	return c.add(&chatv1.ConverseRequest{Command: enter})
}

// LeaveRoom leaves a room. The command is answered once, by LeftRoom (also if the client was not a member) or
// RoomRefused.
func (c *Client) LeaveRoom(room string) error {
	if !utf8.ValidString(room) {
		return errors.New("chat: not UTF-8")
	}
	leave := &chatv1.ConverseRequest_LeaveRoom{LeaveRoom: &chatv1.LeaveRoom{Room: room}}
	return c.add(&chatv1.ConverseRequest{Command: leave})
}

func (c *Client) add(request *chatv1.ConverseRequest) error {
	if !c.outbox.add(request) {
		return ErrClosed
	}
	return nil
}

// Users returns the users present in a room that the client is a member of. The call is repeated until it is answered or
// finally refused, or until the context ends.
func (c *Client) Users(ctx context.Context, room string) ([]*chatv1.PresentUser, error) {
	var users []*chatv1.PresentUser
	request := &chatv1.ListUsersRequest{Room: room}
	for {
		page, err := repeat(ctx, c, func(ctx context.Context) (*chatv1.ListUsersResponse, error) {
			return c.stub.ListUsers(ctx, request)
		})
		if err != nil {
			return nil, err
		}
		users = append(users, page.GetUsers()...)
		if page.GetNextPageToken() == "" {
			return users, nil
		}
		request.PageToken = page.GetNextPageToken()
	}
}

// Execute carries out one command by a call, in no order with the commands of the stream. The call is repeated unchanged
// until it is answered or finally refused, or until the context ends, so a message needs a client_message_id. For a
// repeated LeaveRoom, NOT_A_MEMBER and ROOM_NOT_FOUND mean that the client has left.
func (c *Client) Execute(ctx context.Context, command *chatv1.ConverseRequest) (*chatv1.CommandResult, error) {
	if _, err := proto.Marshal(command); err != nil { // a text is not UTF-8
		return nil, err
	}
	if reason := c.excess(command); reason != "" {
		return nil, tooLong(reason)
	}
	response, err := repeat(ctx, c, func(ctx context.Context) (*chatv1.ExecuteResponse, error) {
		return c.stub.Execute(ctx, &chatv1.ExecuteRequest{Command: command})
	})
	return response.GetResult(), err
}

// repeat makes a call until it is answered or finally refused, or until the context ends. All attempts have the same
// token: another identity must not repeat the call. SERVER_FULL is final: only a Join is repeated after it.
func repeat[T any](ctx context.Context, c *Client, call func(context.Context) (*T, error)) (*T, error) {
	ctx = c.authorized(ctx)
	for failures := 0; ; {
		callCtx, cancel := context.WithTimeout(ctx, callTimeout)
		response, err := call(callCtx)
		cancel()
		if err == nil {
			return response, nil
		}
		refusal := refusalFrom(err)
		if c.actionAfter(refusal) != resume || refusal.isFull() {
			return nil, refusal
		}
		select {
		case <-time.After(refusal.RetryAfter + jitter(&failures)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Register turns a guest that has joined into an account. The guest keeps its id, name, rooms, messages and stream.
// The invitation code is empty, unless the server needs one. The call is repeated until it is answered or finally
// refused, or until the context ends.
func (c *Client) Register(ctx context.Context, password, invitationCode string) (*chatv1.User, error) {
	if c.Token() == "" {
		return nil, errors.New("chat: the client has not joined")
	}
	request := &chatv1.RegisterRequest{
		Credential: passwordCredential(password), InvitationCode: invitationCode, RequestId: uuid.NewString(),
	}
	response, err := repeat(ctx, c, func(ctx context.Context) (*chatv1.RegisterResponse, error) {
		return c.accounts.Register(ctx, request)
	})
	if err != nil {
		return nil, err
	}
	c.guest.Store(false)
	return response.GetJoined().GetSelf(), nil
}

// Drain lets Run end as soon as every command has its result and the remaining events have been delivered.
func (c *Client) Drain() {
	c.draining.Store(true)
	c.outbox.close()
}

// Run joins, opens streams and reconnects. It returns nil once the client has drained or left; otherwise the context's
// error, or a final *Refusal.
func (c *Client) Run(ctx context.Context) error {
	defer close(c.events)
	defer close(c.ended)
	for {
		err := c.attempt(ctx)
		if err == nil {
			c.giveUpSends(ctx, leftUnsent) // after a drain there are no sends
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		refusal := refusalFrom(err)
		if action := c.actionAfter(refusal); c.isLeaving() && (action == stop || action == startOver) {
			c.giveUpSends(ctx, refusal)
			return nil
		}
		if c.isLoggedOut(refusal) {
			if c.askForLogIn(ctx, refusal) {
				continue
			}
			if c.isLeaving() {
				return nil
			}
		}
		delay, err := c.prepareNext(ctx, refusal)
		if err != nil {
			return err
		}
		select {
		case <-time.After(delay):
		case <-c.left:
			c.giveUpSends(ctx, leftUnsent)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *Client) attempt(ctx context.Context) error {
	c.readyAt = time.Time{}
	if c.token.Load() == nil || c.nameLost || c.loggingIn != nil {
		if err := c.join(ctx); err != nil {
			return err
		}
	}
	select {
	case <-c.left:
		return nil
	default:
		return c.converse(ctx)
	}
}

// actionAfter returns what to do after a refusal. If the server has answered the client before, an answer that is not from
// a Charla server only means that the connection is lost. If the session of an account has ended, its user must log in
// again: the client does not continue as a guest.
func (c *Client) actionAfter(refusal *Refusal) action {
	if !refusal.isForeign() {
		c.answered.Store(true)
	} else if c.answered.Load() {
		return resume
	}
	if refusal.action() == startOver && !c.guest.Load() {
		return stop
	}
	return refusal.action()
}

// isLoggedOut reports whether the client can only continue if its user logs in to an account.
func (c *Client) isLoggedOut(refusal *Refusal) bool {
	return !c.guest.Load() && refusal.needsLogIn() && c.actionAfter(refusal) == stop
}

// isLeaving reports whether Leave has been called.
func (c *Client) isLeaving() bool {
	select {
	case <-c.leaving:
		return true
	default:
		return false
	}
}

// askForLogIn prepares another log-in if the user wants one. Otherwise it settles all messages, and returns false. If the
// client is told to leave, it does not wait for the user's answer.
func (c *Client) askForLogIn(ctx context.Context, refusal *Refusal) bool {
	if c.logInAgain != nil {
		asking, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			select {
			case <-c.leaving:
				cancel()
			case <-asking.Done():
			}
		}()
		if name, password, ok := c.logInAgain(asking, refusal); ok {
			c.loggingIn = logInRequest(name, password)
			c.nameLost = false
			c.failures = 0
			return true
		}
	}
	c.giveUpSends(ctx, refusal)
	return false
}

// prepareNext prepares the next attempt and returns how long to wait for it, or an error if the client must stop.
func (c *Client) prepareNext(ctx context.Context, refusal *Refusal) (time.Duration, error) {
	if !c.readyAt.IsZero() && time.Since(c.readyAt) >= stableAfter {
		c.failures = 0
	}
	if !c.readyAt.IsZero() && refusal.isInternal() {
		if id := c.outbox.serverFailed(); id != "" {
			c.refuse(ctx, id, refusal)
		}
	}
	delay := jitter(&c.failures)
	switch c.actionAfter(refusal) {
	case stop:
		if (c.token.Load() == nil || c.loggingIn != nil) && refusal.usesUpRequestID() {
			c.renewRequestID()
			return delay, nil
		}
		if refusal.Reason == "SESSION_ENDED" {
			c.giveUpSends(ctx, refusal)
		}
		return 0, refusal
	case takeSuggestedName:
		c.joining = joinRequest(refusal.SuggestedName)
		return delay, nil
	case rejoin:
		c.nameLost = true
		c.joining = joinRequest("") // asks for the lost name, if it is free
	case startOver:
		c.token.Store(nil)
		c.joining = joinRequest(c.name)
		c.timelines = nil
		c.giveUpSends(ctx, refusal)
	}
	delay += refusal.RetryAfter
	c.report(ctx, Offline{refusal, delay})
	return delay, nil
}

// join repeats the same request until it is answered. If the answer to the first attempt was lost, this attempt may have
// taken the name, and the server would refuse a request with another id.
func (c *Client) join(ctx context.Context) error {
	c.joinUnderWay.Lock()
	defer c.joinUnderWay.Unlock()
	select {
	case <-c.left:
		return nil
	default:
	}
	response, err := c.signIn(ctx)
	if err != nil {
		return err
	}
	if c.loggingIn != nil && c.token.Load() != nil && response.GetSelf().GetId() != c.user.GetId() {
		// Another account must not send the messages, and has another inbox.
		c.giveUpSends(ctx, &Refusal{Reason: "SESSION_ENDED", Code: codes.Unauthenticated, Message: "another account"})
		c.timelines = nil
	}
	c.loggingIn = nil // does not keep the password
	c.nameLost = false
	c.answered.Store(true)
	c.token.Store(&response.SessionToken)
	c.outbox.wake() // Leave waits for the token
	c.limits.Store(response.GetLimits())
	c.setUser(ctx, response.GetSelf())
	return nil
}

// signIn logs in to an account, or joins as a guest or with a token.
func (c *Client) signIn(ctx context.Context) (*chatv1.JoinResponse, error) {
	ctx, cancel := context.WithTimeout(c.authorized(ctx), callTimeout)
	defer cancel()
	if c.loggingIn == nil {
		return c.stub.Join(ctx, c.joining)
	}
	response, err := c.accounts.LogIn(ctx, c.loggingIn)
	return response.GetJoined(), err
}

// renewRequestID makes the next attempt to join or log in a new request, not a repetition of the last one.
func (c *Client) renewRequestID() {
	if c.loggingIn != nil {
		c.loggingIn.RequestId = uuid.NewString()
	} else {
		c.joining = joinRequest(c.joining.GetName())
	}
}

// giveUpSends settles all messages of an identity that has ended: Lost if a message was written to a stream, otherwise
// Refused. Another identity must not send them.
func (c *Client) giveUpSends(ctx context.Context, refusal *Refusal) {
	for _, given := range c.outbox.takeSends() {
		if id := given.message().GetClientMessageId(); given.everSent {
			c.report(ctx, Lost{id})
		} else {
			c.report(ctx, Refused{id, refusal})
		}
	}
}

// Leave ends the identity, or the session of an account, when every message has its result, or after leaveTimeout.
// Until then Run continues and reconnects. It sends the waiting messages. It also repeats a Join without an answer:
// this Join may have created an identity, which must leave as well. Then Run ends by itself.
func (c *Client) Leave(ctx context.Context) error {
	c.outbox.close()
	c.setLeave()
	c.awaitResults(ctx)
	c.joinUnderWay.Lock() // prevents another Join
	defer c.joinUnderWay.Unlock()
	if err := c.leave(ctx); err != nil {
		return err
	}
	c.setLeft()
	return nil
}

// awaitResults waits until the client has joined and every command has its result, but no longer than leaveTimeout.
func (c *Client) awaitResults(ctx context.Context) {
	timeout := time.After(leaveTimeout)
	for {
		empty, changed := c.outbox.isEmpty()
		if empty && c.token.Load() != nil {
			return
		}
		select {
		case <-changed:
		case <-c.ended:
			return
		case <-timeout:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (c *Client) leave(ctx context.Context) error {
	for failures := 0; c.token.Load() != nil; {
		callCtx, cancel := context.WithTimeout(c.authorized(ctx), callTimeout)
		_, err := c.stub.Leave(callCtx, &chatv1.LeaveRequest{})
		cancel()
		if err == nil {
			break
		}
		refusal := refusalFrom(err)
		switch refusal.Reason {
		case "SESSION_ENDED", "SESSION_EXPIRED", "SESSION_REVOKED", "ACCOUNT_SUSPENDED":
			return nil // the session has ended, perhaps because an earlier attempt has succeeded
		}
		if c.actionAfter(refusal) == stop {
			return refusal
		}
		select {
		case <-time.After(refusal.RetryAfter + jitter(&failures)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (c *Client) setUser(ctx context.Context, user *chatv1.User) {
	if user.GetKind() == chatv1.UserKind_USER_KIND_ACCOUNT {
		c.guest.Store(false)
	}
	if !proto.Equal(c.user, user) {
		c.user = user
		c.report(ctx, Joined{user})
	}
}

func (c *Client) report(ctx context.Context, event Event) {
	select {
	case c.events <- event:
	case <-ctx.Done():
	}
}

func (c *Client) authorized(ctx context.Context) context.Context {
	if token := c.token.Load(); token != nil {
		return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+*token)
	}
	return ctx
}

func joinRequest(name string) *chatv1.JoinRequest {
	return &chatv1.JoinRequest{Name: name, RequestId: uuid.NewString()}
}

func logInRequest(name, password string) *chatv1.LogInRequest {
	return &chatv1.LogInRequest{Name: name, Credential: passwordCredential(password), RequestId: uuid.NewString()}
}

func passwordCredential(password string) *chatv1.Credential {
	return &chatv1.Credential{Kind: &chatv1.Credential_Password{Password: password}}
}

// jitter returns a random delay below a bound that doubles with each failure.
func jitter(failures *int) time.Duration {
	bound := min(backoffCap, backoffBase<<min(*failures, 16))
	*failures++
	return rand.N(bound)
}
