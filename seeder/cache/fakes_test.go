package cache

import (
	"bufio"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// listen serves each connection until its client closes it, and returns the
// address.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				serve(conn)
				_ = conn.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		wg.Wait()
	})
	return l.Addr().String()
}

// blackHole accepts and never answers.
func blackHole(t *testing.T) string {
	return "redis://" + listen(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
}

// says answers every command with one line.
func says(line string) func(*testing.T) string {
	return func(t *testing.T) string {
		return "redis://" + listen(t, func(conn net.Conn) {
			rd := bufio.NewReader(conn)
			for skipCommand(rd) == nil {
				if _, err := io.WriteString(conn, line+"\r\n"); err != nil {
					return
				}
			}
		})
	}
}

func skipCommand(rd *bufio.Reader) error {
	line, err := rd.ReadString('\n')
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "*")))
	for range 2 * n {
		if err == nil {
			_, err = rd.ReadString('\n')
		}
	}
	return err
}
