package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"os/exec"
	"strings"
	"time"
)

// headerLimit is how long a header_command may take.
const headerLimit = 30 * time.Second

// headersOf returns a function that runs a command line and reads the headers
// that it prints, nil for none. Errors name the program alone: its arguments
// and its output may hold secrets.
func (a *app) headersOf(line string) func(context.Context) (http.Header, error) {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	return func(ctx context.Context) (http.Header, error) {
		ctx, cancel := context.WithTimeout(ctx, headerLimit)
		defer cancel()
		c := shell(ctx, line)
		c.Dir, c.WaitDelay = a.WorkDir, time.Second
		out, err := c.Output()
		header, malformed := textproto.NewReader(bufio.NewReader(strings.NewReader(strings.TrimSpace(string(out)) + "\n\n"))).ReadMIMEHeader()
		exit, exited := errors.AsType[*exec.ExitError](err)
		switch {
		case err == nil && malformed == nil && len(header) > 0:
			return http.Header(header), nil
		case ctx.Err() != nil:
			err = errors.New("did not end in time")
		case exited && len(exit.Stderr) > 0:
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		case err == nil:
			err = errors.New(`printed no line of the form "Name: value"`)
		}
		return nil, fmt.Errorf("%w (header_command %s)", err, strings.Fields(line)[0])
	}
}
