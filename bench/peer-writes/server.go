package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A server is a process with a configuration of the benchmark.
type server struct {
	address string
	process *exec.Cmd
}

// start runs a program with a copy of the configuration, and waits until the program listens. The
// copy has a free port in place of ${port}; option is the program's option for the configuration
// file.
func start(program, option, configuration, folder string) (*server, error) {
	text, err := os.ReadFile(configuration)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, filepath.Base(configuration))
	ready := strings.ReplaceAll(string(text), "${port}", strconv.Itoa(port))
	if err = os.WriteFile(file, []byte(ready), 0o600); err != nil {
		return nil, err
	}
	process := exec.Command(program, option, file)
	var output bytes.Buffer
	process.Stdout = &output
	process.Stderr = &output
	if err = process.Start(); err != nil {
		return nil, err
	}
	s := &server{fmt.Sprintf("127.0.0.1:%d", port), process}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if probe, err := net.Dial("tcp", s.address); err == nil {
			return s, probe.Close()
		}
	}
	s.stop()
	return nil, fmt.Errorf("%s does not listen; it printed: %s", program, output.String())
}

func (s *server) stop() {
	s.process.Process.Kill()
	s.process.Wait()
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
