package cmd

import (
	"fmt"
	"net"
	"net/http"

	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/pictures"
)

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
