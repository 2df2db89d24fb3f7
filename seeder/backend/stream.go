package backend

import (
	"encoding/json"
	"errors"
	"io"
	"sync"
)

const (
	streamBuffer = 16 << 10
	maxNesting   = 10_000 // as encoding/json has it
)

var errSyntax = errors.New("the answer is not JSON")

// stream walks over JSON as it comes in. Values that nobody wants are passed
// over by their brackets and quotes alone, several times as fast as
// encoding/json's tokens and in constant memory; values that are wanted are
// checked in full.
type stream struct {
	in       io.Reader
	first    *[streamBuffer]byte // what buf is as long as that is enough
	buf      []byte
	pos, end int
	mark     int   // start of the value that is being read, -1 for none
	before   int64 // bytes that have left the buffer
}

var streamBuffers = sync.Pool{New: func() any { return new([streamBuffer]byte) }}

// newStream returns a stream that has to be released.
func newStream(in io.Reader) *stream {
	first := streamBuffers.Get().(*[streamBuffer]byte)
	return &stream{in: in, first: first, buf: first[:], mark: -1}
}

// release gives the buffer back: nothing that was read may be used any more.
func (s *stream) release() { streamBuffers.Put(s.first) }

// offset is how many bytes were passed.
func (s *stream) offset() int64 { return s.before + int64(s.pos) }

// fill reads more, behind what is still needed.
func (s *stream) fill() error {
	from := s.pos
	if s.mark >= 0 {
		from = s.mark
		s.mark = 0
	}
	if from == 0 && s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	copy(s.buf, s.buf[from:s.end])
	s.before += int64(from)
	s.pos -= from
	s.end -= from
	for range 100 {
		n, err := s.in.Read(s.buf[s.end:])
		s.end += n
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// peek returns the next character that is no space.
func (s *stream) peek() (byte, error) {
	for {
		for ; s.pos < s.end; s.pos++ {
			switch c := s.buf[s.pos]; c {
			case ' ', '\n', '\t', '\r':
			default:
				return c, nil
			}
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// take passes the next character if it is that one.
func (s *stream) take(want byte) (bool, error) {
	c, err := s.peek()
	if err != nil || c != want {
		return false, err
	}
	s.pos++
	return true, nil
}

// next comes to the next element of an array or object that was entered, until
// its end is passed.
func (s *stream) next(first bool, closing byte) (more bool, err error) {
	if end, err := s.take(closing); end || err != nil {
		return false, err
	}
	if first {
		return true, nil
	}
	if comma, err := s.take(','); err != nil || !comma {
		return false, orSyntax(err)
	}
	c, err := s.peek()
	if err == nil && c == closing {
		err = errSyntax
	}
	return err == nil, err
}

func orSyntax(err error) error {
	if err == nil {
		return errSyntax
	}
	return err
}

// key reads a key and its colon.
func (s *stream) key() (string, error) {
	raw, err := s.value()
	if err != nil {
		return "", err
	}
	if raw[0] != '"' {
		return "", errSyntax
	}
	key := unquote(raw)
	if colon, err := s.take(':'); err != nil || !colon {
		return "", orSyntax(err)
	}
	return key, nil
}

// value reads the next value. It is valid until the next call of anything.
func (s *stream) value() ([]byte, error) {
	if _, err := s.peek(); err != nil {
		return nil, err
	}
	s.mark = s.pos
	err := s.skip()
	start := s.mark
	s.mark = -1
	if err != nil {
		return nil, err
	}
	raw := s.buf[start:s.pos]
	if !json.Valid(raw) {
		return nil, errSyntax
	}
	return raw, nil
}

// skip passes the next value.
func (s *stream) skip() error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch c {
	case '"':
		return s.skipString()
	case '{', '[':
		return s.skipNested()
	case ',', ':', '}', ']':
		return errSyntax
	}
	return s.skipScalar()
}

func (s *stream) skipScalar() error {
	for {
		for ; s.pos < s.end; s.pos++ {
			switch s.buf[s.pos] {
			case ',', '}', ']', ' ', '\n', '\t', '\r':
				return nil
			}
		}
		if err := s.fill(); errors.Is(err, io.EOF) {
			return nil // numbers end where the text ends
		} else if err != nil {
			return err
		}
	}
}

func (s *stream) skipString() error {
	s.pos++
	for escaped := false; ; {
		for ; s.pos < s.end; s.pos++ {
			switch c := s.buf[s.pos]; {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == '"':
				s.pos++
				return nil
			}
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

func (s *stream) skipNested() error {
	for depth := 0; ; {
		for s.pos < s.end {
			switch s.buf[s.pos] {
			case '"':
				if err := s.skipString(); err != nil {
					return err
				}
				continue
			case '{', '[':
				if depth++; depth > maxNesting {
					return errSyntax
				}
			case '}', ']':
				depth--
			}
			s.pos++
			if depth == 0 {
				return nil
			}
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}
