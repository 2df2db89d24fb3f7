package redistest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// replyError is an error that Redis answered.
type replyError string

func (e replyError) Error() string { return string(e) }

// ask sends one command, after the password if Config set one.
func (s *Server) ask(args ...string) (any, error) {
	conn, err := net.DialTimeout("tcp", s.Addr, startTimeout)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(startTimeout)); err != nil {
		return nil, err
	}
	rd := bufio.NewReader(conn)
	if s.password != "" {
		if _, err := roundTrip(conn, rd, "AUTH", s.password); err != nil {
			return nil, err
		}
	}
	return roundTrip(conn, rd, args...)
}

func roundTrip(w io.Writer, rd *bufio.Reader, args ...string) (any, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(arg), arg)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return nil, err
	}
	return readReply(rd)
}

// readReply reads one RESP2 reply.
func readReply(rd *bufio.Reader) (any, error) {
	line, err := rd.ReadString('\n')
	if err != nil {
		return nil, err
	}
	line = strings.TrimSuffix(line, "\r\n")
	if line == "" {
		return nil, fmt.Errorf("empty reply")
	}
	switch kind, rest := line[0], line[1:]; kind {
	case '+':
		return rest, nil
	case '-':
		return nil, replyError(rest)
	case ':':
		return strconv.ParseInt(rest, 10, 64)
	case '$':
		return readBulk(rd, rest)
	case '*':
		return readArray(rd, rest)
	}
	return nil, fmt.Errorf("unknown reply %q", line)
}

func readBulk(rd *bufio.Reader, size string) (any, error) {
	n, err := strconv.Atoi(size)
	if err != nil || n < 0 {
		return nil, err
	}
	data := make([]byte, n+len("\r\n"))
	if _, err := io.ReadFull(rd, data); err != nil {
		return nil, err
	}
	return string(data[:n]), nil
}

func readArray(rd *bufio.Reader, size string) (any, error) {
	n, err := strconv.Atoi(size)
	if err != nil || n < 0 {
		return nil, err
	}
	replies := make([]any, n)
	for i := range replies {
		if replies[i], err = readReply(rd); err != nil {
			return nil, err
		}
	}
	return replies, nil
}
