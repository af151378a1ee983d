package main

import (
	"io"
	"net"
	"sync"
)

// A relay connects clients to a server, and records what the clients write. Safe for concurrent use.
type relay struct {
	listener net.Listener
	mutex    sync.Mutex
	written  []byte
}

// newRelay listens on the loopback interface until the program ends.
func newRelay(server string) (*relay, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{listener: listener}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go r.connect(client, server)
		}
	}()
	return r, nil
}

func (r *relay) address() string {
	return r.listener.Addr().String()
}

// take returns what the clients have written since the last call.
func (r *relay) take() []byte {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	taken := r.written
	r.written = nil
	return taken
}

// Write records bytes of a client.
func (r *relay) Write(bytes []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.written = append(r.written, bytes...)
	return len(bytes), nil
}

func (r *relay) connect(client net.Conn, server string) {
	defer client.Close()
	connection, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer connection.Close()
	go io.Copy(connection, io.TeeReader(client, r))
	io.Copy(client, connection)
}
