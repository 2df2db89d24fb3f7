package backend

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"
)

var (
	errNoRoute    = errors.New("the backend has no such route here")
	errNoEvidence = errors.New("the dialect cannot be found out where all routes are configured: set dialect")
	errNoDialect  = errors.New("the backend speaks neither dialect: set dialect or the pools' routes")
	errEmpty      = errors.New("the answer is empty")
)

// tooLargeError says that an answer went beyond what is read of one.
type tooLargeError struct{ limit int64 }

func (e *tooLargeError) Error() string {
	return fmt.Sprintf("the answer is larger than %d bytes (max_body)", e.limit)
}

// timeoutError says that an attempt took too long. It is not a
// context.DeadlineExceeded, so that nobody takes it for the end of the run.
type timeoutError struct {
	after     time.Duration
	connected bool
}

func (e *timeoutError) Error() string {
	if !e.connected {
		return fmt.Sprintf("no connection within %s", e.after)
	}
	return fmt.Sprintf("no complete answer within %s", e.after)
}

// plainError has a text for people and the error that it stands for.
type plainError struct {
	text  string
	cause error
}

func (e *plainError) Error() string { return e.text }
func (e *plainError) Unwrap() error { return e.cause }

// plain words a network error for people. It wraps the original.
func plain(err error) error {
	if err == nil || isRefusal(err) {
		return err
	}
	var kept *plainError
	if errors.As(err, &kept) {
		return err
	}
	if text := plainText(err); text != "" {
		return &plainError{text, err}
	}
	return err
}

func plainText(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "connection reset by the backend"
	case errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return "connection closed"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "no route to the host"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the answer broke off"
	case errors.Is(err, io.EOF):
		return "the connection was closed without an answer"
	}
	return typedText(err)
}

func typedText(err error) string {
	var (
		dns       *net.DNSError
		authority x509.UnknownAuthorityError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		op        *net.OpError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Sprintf("there is no host %s", dns.Name)
	case errors.As(err, &dns):
		return fmt.Sprintf("the name %s could not be looked up", dns.Name)
	case errors.As(err, &authority):
		return "its certificate is signed by an unknown authority (ca_file can name it)"
	case errors.As(err, &verify):
		return "its certificate is not accepted: " + verify.Err.Error()
	case errors.As(err, &record):
		return "the other side does not speak TLS"
	case os.IsTimeout(err):
		return "timed out"
	case errors.As(err, &op) && op.Err != nil:
		return op.Err.Error()
	}
	return strings.TrimPrefix(err.Error(), "net/http: ")
}

// isDial tells whether an error of an unknown transport proves that nothing
// was sent.
func isDial(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns)
}

// bare is a URL for messages: no credentials, no query.
func bare(u *url.URL) string {
	c := *u
	c.User, c.RawQuery, c.Fragment, c.RawFragment = nil, "", "", ""
	c.ForceQuery = false
	return c.String()
}

// maxMessage is how many characters of a backend's message are kept.
const maxMessage = 300

// message makes one short line of what a backend said, without secrets.
func (c *Client) message(text string) string {
	for _, secret := range c.masks {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return shorten(maskNamed(oneLine(text)), maxMessage)
}

func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "�"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	runes := []rune(text)
	return string(runes[:limit-1]) + "…"
}
