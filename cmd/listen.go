package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"syscall"

	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/pictures"
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

// withPictures is a backend whose server answers local pictures too.
func withPictures(backend http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/pictures/", pictures.Handler())
	mux.Handle("/", backend)
	return mux
}

// ownPictures uses a server's own pictures where the settings name no others. The
// address of a server that listens on every one is not known: "".
func ownPictures(cfg *config.Config, server string) error {
	if cfg.Pictures != "local" && source(cfg, "pictures") != "default" {
		return nil
	}
	if server != "" {
		cfg.Pictures = server + pictures.Path
	}
	return localPictures(cfg)
}

// localPictures refuses pictures of a server that is not known.
func localPictures(cfg *config.Config) error {
	if cfg.Pictures != "local" {
		return nil
	}
	return usage(fmt.Errorf("pictures: local does not say where flashseed serves them (from %s)", source(cfg, "pictures")),
		"name a flashseed serve or sandbox: --pictures http://localhost:3001"+pictures.Path)
}

// urlOf is the address of a server, "" where it listens on every address.
func urlOf(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	switch {
	case !ok || tcp.IP.IsUnspecified():
		return ""
	case tcp.IP.IsLoopback():
		return fmt.Sprintf("http://localhost:%d", tcp.Port)
	}
	return "http://" + tcp.String()
}
