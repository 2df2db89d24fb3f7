package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// listen opens a port for serve and sandbox. For 127.0.0.1 and localhost it
// opens it on [::1] too, if this machine has that address: what browsers and
// Node take for localhost may be either.
func listen(ctx context.Context, host string, port int) ([]net.Listener, error) {
	var lc net.ListenConfig
	first, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	listeners := []net.Listener{first}
	if err == nil && (host == "127.0.0.1" || host == "localhost") {
		_, opened, _ := net.SplitHostPort(first.Addr().String())
		second, failed := lc.Listen(ctx, "tcp", net.JoinHostPort("::1", opened))
		if failed == nil {
			listeners = append(listeners, second)
		} else if port != 0 && errors.Is(failed, syscall.EADDRINUSE) {
			_ = first.Close()
			err = failed
		}
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, usage(fmt.Errorf("port %d is in use", port), "stop what listens there, or choose another with --port")
	case err != nil:
		return nil, usage(fmt.Errorf("listen on %s port %d: %w", host, port, err), "choose an address of this machine with --host, or another port with --port")
	}
	return listeners, nil
}
