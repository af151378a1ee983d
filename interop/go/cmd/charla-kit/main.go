// Charla-kit is the client as a program for the delivery kit: see interop/kit/PROTOCOL.md.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"

	"charla.chat/interop/go/chat"
	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

func main() {
	server := flag.String("server", "", "`host:port` of the server")
	flag.Parse()
	if err := drive(context.Background(), *server, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func drive(ctx context.Context, server string, stdin io.Reader) error {
	input := bufio.NewReader(stdin)
	word, rest, _ := strings.Cut(readLine(input), " ")
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	var client *chat.Client
	switch word {
	case "join":
		client = chat.New(conn, rest)
	case "log-in":
		name, password, _ := strings.Cut(rest, " ")
		client = chat.NewLoggedIn(conn, name, password)
	case "use-token":
		client = chat.NewWithToken(conn, rest)
	default:
		return nil
	}
	report := newReport(os.Stdout)
	logIns := make(chan logIn, 1)
	client.OnLoggedOut(func(ctx context.Context, refusal *chat.Refusal) (string, string, bool) {
		report.stopped(refusal)
		select {
		case given, ok := <-logIns:
			return given.name, given.password, ok
		case <-ctx.Done():
			return "", "", false
		}
	})

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 2)
	go func() { ended <- client.Run(ctx) }()
	go func() {
		defer close(logIns)
		if err := obey(ctx, input, client, report, logIns); err != nil {
			ended <- err
			cancel() // otherwise Run would continue without commands
		}
	}()
	for event := range client.Events() {
		report.tell(event)
	}
	err = <-ended
	if refusal, ok := errors.AsType[*chat.Refusal](err); ok {
		report.stopped(refusal)
	}
	return err
}

// logIn is the command log-in after the client of an account has stopped.
type logIn struct{ name, password string }

// dial connects to one address, or to several addresses of one server, separated by commas. gRPC has a scheme for these
// (ipv4:), but not in Go. CHARLA_STOCK_WINDOWS=1 leaves the flow control windows to gRPC: see interop/README.md.
func dial(server string) (*grpc.ClientConn, error) {
	dial := chat.Dial
	if os.Getenv("CHARLA_STOCK_WINDOWS") == "1" {
		dial = chat.DialStock
	}
	addresses := strings.Split(server, ",")
	if len(addresses) == 1 {
		return dial(server)
	}
	var state resolver.State
	for _, address := range addresses {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: address})
	}
	list := manual.NewBuilderWithScheme("list")
	list.InitialState(state)
	return dial("list:///server", grpc.WithResolvers(list))
}

func obey(ctx context.Context, input *bufio.Reader, client *chat.Client, report *report, logIns chan<- logIn) error {
	for {
		line := readLine(input)
		word, rest, _ := strings.Cut(line, " ")
		var err error
		switch word {
		case "":
			client.Drain()
			return nil
		case "send":
			id, text, _ := strings.Cut(rest, " ")
			err = client.SendToRoom(id, "lobby", unescape.Replace(text))
		case "tell":
			id, rest, _ := strings.Cut(rest, " ")
			user, text, _ := strings.Cut(rest, " ")
			err = client.SendToUser(id, user, unescape.Replace(text))
		case "enter":
			err = client.Enter(rest)
		case "leave-room":
			err = client.LeaveRoom(rest)
		case "execute-send":
			id, text, _ := strings.Cut(rest, " ")
			err = executeSend(ctx, client, report, id, unescape.Replace(text))
		case "execute-enter":
			err = executeEnter(ctx, client, report, rest)
		case "expect":
			err = expect(report, rest)
		case "users":
			var users []*chatv1.PresentUser
			users, err = client.Users(ctx, rest)
			if err == nil {
				report.users(rest, users)
			}
		case "register":
			err = register(ctx, client, report, rest)
		case "log-in":
			name, password, _ := strings.Cut(rest, " ")
			logIns <- logIn{name, password}
		case "leave":
			report.leaving()
			return client.Leave(ctx)
		default:
			err = fmt.Errorf("no such command: %s", line)
		}
		if err != nil {
			return err
		}
	}
}

func executeSend(ctx context.Context, client *chat.Client, report *report, id, text string) error {
	message := &chatv1.SendMessageRequest{
		Target: &chatv1.SendMessageRequest_Room{Room: "lobby"}, Text: text, ClientMessageId: id,
	}
	result, err := client.Execute(ctx, &chatv1.ConverseRequest{
		Command: &chatv1.ConverseRequest_SendMessage{SendMessage: message},
	})
	refusal, refused := errors.AsType[*chat.Refusal](err)
	switch {
	case refused && strings.HasPrefix(refusal.Reason, "SESSION_"):
		report.tell(chat.Lost{ID: id}) // an earlier attempt may have posted the message
	case refused:
		report.tell(chat.Refused{ID: id, Refusal: refusal})
	case err != nil:
		return err
	default:
		sent := result.GetMessageSent()
		report.tell(chat.Sent{ID: id, Sequence: sent.GetSequence(), Duplicate: sent.GetDuplicate()})
	}
	return nil
}

func executeEnter(ctx context.Context, client *chat.Client, report *report, room string) error {
	result, err := client.Execute(ctx, &chatv1.ConverseRequest{
		Command: &chatv1.ConverseRequest_EnterRoom{EnterRoom: &chatv1.EnterRoom{Room: room, MustExist: true}},
	})
	if refusal, refused := errors.AsType[*chat.Refusal](err); refused {
		report.tell(chat.RoomRefused{Room: room, Refusal: refusal})
		return nil
	}
	if err == nil {
		report.tell(chat.Entered{RoomEntered: result.GetRoomEntered()})
	}
	return err
}

func register(ctx context.Context, client *chat.Client, report *report, rest string) error {
	password, invitationCode, _ := strings.Cut(rest, " ")
	user, err := client.Register(ctx, password, invitationCode)
	if refusal, refused := errors.AsType[*chat.Refusal](err); refused {
		report.registerRefused(refusal)
		return nil
	}
	if err == nil {
		report.registered(user)
	}
	return err
}

func expect(report *report, rest string) error {
	room, number, _ := strings.Cut(rest, " ")
	sequence, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return fmt.Errorf("expect: %w", err)
	}
	if room == "-" {
		room = ""
	}
	report.expect(room, sequence)
	return nil
}

// readLine returns the next line without its line end, or an empty string at the end of the input.
func readLine(input *bufio.Reader) string {
	line, _ := input.ReadString('\n')
	return strings.TrimSuffix(line, "\n")
}

var unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n")
