// Charla-chat is a terminal chat: each line typed is posted to the lobby, and ":q" leaves.
package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"charla.chat/interop/go/chat"
	chatv1 "charla.chat/interop/go/gen/charla/v1"
)

func main() {
	server := flag.String("server", "localhost:9998", "`host:port` of the server")
	name := flag.String("name", "Go", "your `name` in the chat")
	passwordFile := flag.String("password-file", "", "log in to the account of this name, with the password in this `file`")
	tokenFile := flag.String("token-file", "", "continue the session whose token is in this `file`")
	encrypted := flag.Bool("tls", false, "encrypt the connection")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var options []grpc.DialOption
	if *encrypted {
		options = append(options, grpc.WithTransportCredentials(credentials.NewTLS(nil)))
	}
	conn, err := chat.Dial(*server, options...)
	if err == nil {
		defer conn.Close()
		err = talk(ctx, conn, *name, *passwordFile, *tokenFile)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "* stopped:", harmless(err.Error()))
		os.Exit(1)
	}
}

func talk(ctx context.Context, conn *grpc.ClientConn, name, passwordFile, tokenFile string) error {
	client := chat.New(conn, name)
	if file := cmp.Or(passwordFile, tokenFile); file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		secret, _, _ := strings.Cut(string(content), "\n")
		if file == passwordFile {
			client = chat.NewLoggedIn(conn, name, secret)
		} else {
			client = chat.NewWithToken(conn, secret)
		}
	}
	go say(ctx, client)
	ended := make(chan error, 1)
	go func() { ended <- client.Run(ctx) }()
	for event := range client.Events() {
		show(event)
	}
	return <-ended
}

// say posts each line that is typed. At the end of the input the client drains.
func say(ctx context.Context, client *chat.Client) {
	typed := bufio.NewScanner(os.Stdin)
	typed.Buffer(nil, 1<<20)
	for typed.Scan() {
		line := strings.ToValidUTF8(typed.Text(), "\uFFFD")
		if line == ":q" {
			if err := client.Leave(ctx); err != nil {
				fmt.Fprintln(os.Stderr, "* not left:", harmless(err.Error()))
			}
			return
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := client.SendToRoom(uuid.NewString(), "lobby", line); err != nil {
			fmt.Fprintln(os.Stderr, "* not sent:", err)
		}
	}
	if err := typed.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "* cannot read the input:", err)
	}
	client.Drain()
}

func show(event chat.Event) {
	switch event := event.(type) {
	case chat.Joined:
		fmt.Println("* you are", harmless(event.User.GetName()))
	case chat.Online:
		fmt.Println("* connected")
	case chat.Offline:
		fmt.Printf("* not connected (%s); next attempt in %s\n",
			harmless(event.Reason.Error()), event.RetryAfter.Round(100*time.Millisecond))
	case chat.Refused:
		fmt.Println("* not sent:", harmless(event.Refusal.Error()))
	case chat.RoomRefused:
		fmt.Printf("* %s: %s\n", harmless(event.Room), harmless(event.Refusal.Error()))
	case chat.Lost:
		fmt.Println("* it is unknown whether one of your messages was posted")
	case chat.Gap:
		fmt.Printf("* some messages of %s are no longer available\n", cmp.Or(harmless(event.GetRoom()), "your inbox"))
	case chat.Happened:
		showHappened(event.Event)
	}
}

func showHappened(event *chatv1.Event) {
	name := harmless(event.GetActor().GetName())
	switch kind := event.GetKind().(type) {
	case *chatv1.Event_MessagePosted:
		private := ""
		if event.GetRoom() == "" {
			private = " (privately)"
		}
		fmt.Printf("%s%s: %s\n", name, private, harmless(kind.MessagePosted.GetText()))
	case *chatv1.Event_UserJoined:
		fmt.Println("*", name, "has joined")
	case *chatv1.Event_UserLeft:
		fmt.Println("*", name, "has left")
	case *chatv1.Event_UserRenamed:
		fmt.Println("*", harmless(kind.UserRenamed.GetPreviousName()), "is now called", name)
	case *chatv1.Event_RoomChanged:
		fmt.Printf("* %s has changed %s\n", cmp.Or(name, "the operator"), harmless(event.GetRoom()))
	case *chatv1.Event_MemberChanged:
		showMember(cmp.Or(name, "the operator"), event, kind.MemberChanged)
	}
}

func showMember(actor string, event *chatv1.Event, changed *chatv1.MemberChanged) {
	user, at := harmless(changed.GetUser().GetName()), event.GetCreateTime().AsTime()
	state := changed.GetState()
	switch {
	case state.GetBannedUntil().AsTime().After(at):
		fmt.Println("*", actor, "has banned", user)
	case changed.GetRemoved():
		fmt.Println("*", actor, "has removed", user)
	case state.GetMutedUntil().AsTime().After(at):
		fmt.Println("*", actor, "has muted", user)
	default:
		fmt.Println("*", actor, "has changed what", user, "may do")
	}
}

// harmless replaces control characters and changes of the text direction, so that the text of other users cannot control
// the terminal. Zero-width joiners are kept, because some scripts and emoji need them.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\u200C' && r != '\u200D' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
