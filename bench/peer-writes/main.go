// Peer-writes prints what the Go clients of NATS and Centrifugo write to their servers,
// first while messages arrive and then while no messages arrive: see
// docs/performance.md. It starts the servers with the configurations of the benchmark,
// which are in the folder that the argument names.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge-go"
	"github.com/nats-io/nats.go"
)

const (
	messages = 1000
	patience = 30 * time.Second
)

// A client is subscribed through the relay, and has a publisher with a direct connection.
type client struct {
	publish  func(text []byte) error
	received chan struct{}
}

// A connector connects the publisher to the server, and the subscriber to the address of the relay.
type connector func(server, through string) (*client, error)

func main() {
	silence := flag.Duration("silence", 130*time.Second, "for how long to record the clients when no messages arrive")
	flag.Parse()
	configurations := flag.Arg(0)
	folder, err := os.MkdirTemp("", "peer-writes")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var failed atomic.Bool
	var recordings sync.WaitGroup
	run := func(name, program, option, configuration string, connect connector) {
		recordings.Go(func() {
			peer, err := start(program, option, filepath.Join(configurations, configuration), folder)
			if err == nil {
				err = record(name, peer.address, connect, *silence)
				peer.stop()
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, name+":", err)
				failed.Store(true)
			}
		})
	}
	run("nats.go", "nats-server", "-c", "nats.conf", connectNats)
	run("centrifuge-go", "centrifugo", "--config", "centrifugo.yaml", connectCentrifugo)
	recordings.Wait()
	os.RemoveAll(folder)
	if failed.Load() {
		os.Exit(1)
	}
}

// record prints what the subscriber of one server writes.
func record(name, server string, connect connector, silence time.Duration) error {
	relay, err := newRelay(server)
	if err != nil {
		return err
	}
	subscriber, err := connect(server, relay.address())
	if err != nil {
		return err
	}
	// The recording begins after the first message, so that it does not contain the subscription.
	if err = subscriber.deliver(1); err != nil {
		return err
	}
	relay.take()
	begin := time.Now()
	if err = subscriber.deliver(messages); err != nil {
		return err
	}
	delivered := relay.take()
	took := time.Since(begin)
	time.Sleep(silence)
	silent := relay.take()
	fmt.Printf("%s: %d messages in %v: the client wrote %d bytes: %q\n", name, messages, took.Round(time.Millisecond),
		len(delivered), delivered)
	fmt.Printf("%s: no messages for %v: the client wrote %d bytes: %q\n", name, silence, len(silent), silent)
	return nil
}

// deliver publishes messages, each when the one before has arrived.
func (c *client) deliver(count int) error {
	text := make([]byte, 100)
	for range count {
		if err := c.publish(text); err != nil {
			return err
		}
		select {
		case <-c.received:
		case <-time.After(patience):
			return fmt.Errorf("a message has not arrived within %v", patience)
		}
	}
	return nil
}

func connectNats(server, through string) (*client, error) {
	publisher, err := nats.Connect("nats://" + server)
	if err != nil {
		return nil, err
	}
	subscriber, err := nats.Connect("nats://" + through)
	if err != nil {
		return nil, err
	}
	received := make(chan struct{}, 1)
	if _, err = subscriber.Subscribe("room", func(*nats.Msg) { received <- struct{}{} }); err != nil {
		return nil, err
	}
	publish := func(text []byte) error { return publisher.Publish("room", text) }
	return &client{publish, received}, subscriber.Flush()
}

func connectCentrifugo(server, through string) (*client, error) {
	const path = "/connection/websocket"
	publisher := centrifuge.NewProtobufClient("ws://"+server+path, centrifuge.Config{})
	if err := publisher.Connect(); err != nil {
		return nil, err
	}
	subscriber := centrifuge.NewProtobufClient("ws://"+through+path, centrifuge.Config{})
	subscription, err := subscriber.NewSubscription("room:1")
	if err != nil {
		return nil, err
	}
	received := make(chan struct{}, 1)
	subscribed := make(chan struct{}, 1)
	subscription.OnPublication(func(centrifuge.PublicationEvent) { received <- struct{}{} })
	subscription.OnSubscribed(func(centrifuge.SubscribedEvent) { subscribed <- struct{}{} })
	if err = subscriber.Connect(); err != nil {
		return nil, err
	}
	if err = subscription.Subscribe(); err != nil {
		return nil, err
	}
	select {
	case <-subscribed:
	case <-time.After(patience):
		return nil, fmt.Errorf("not subscribed within %v", patience)
	}
	publish := func(text []byte) error {
		_, err := publisher.Publish(context.Background(), "room:1", text)
		return err
	}
	return &client{publish, received}, nil
}
