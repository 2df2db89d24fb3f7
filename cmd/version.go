package cmd

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/report"
)

// These are stamped at link time: -ldflags "-X …/cmd.version=…".
var (
	version string
	commit  string
	date    string
)

// build identifies this build.
type build struct {
	Version     string `json:"version"`
	Commit      string `json:"commit,omitempty"`
	Date        string `json:"date,omitempty"`
	DataVersion string `json:"data_version"`
	Go          string `json:"go"`
	Platform    string `json:"platform"`
}

// thisBuild reads the stamps, or what `go install` leaves in their place.
func thisBuild() build {
	b := build{
		Version: version, Commit: commit, Date: date, DataVersion: entities.DataVersion,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	if b.Version == "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && b.Commit == "":
			b.Commit = s.Value
		case s.Key == "vcs.time" && b.Date == "":
			b.Date = s.Value
		}
	}
	b.Version = cmp.Or(b.Version, "devel")
	return b
}

func (a *app) versionCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and that of the data",
		Run:   func(*cobra.Command, []string) { a.printVersion() },
	}
	a.outputFlag(c, "table|json")
	return c
}

func (a *app) printVersion() {
	b := thisBuild()
	if a.flags.output == report.JSON {
		report.Encode(a.Stdout, report.JSON, b)
		return
	}
	text := "flashseed " + b.Version
	if b.Commit != "" {
		text += " (" + strings.TrimSuffix(b.Commit+", "+b.Date, ", ") + ")"
	}
	fmt.Fprintf(a.Stdout, "%s\ndata version %s, %s, %s\n", text, b.DataVersion, b.Go, b.Platform)
}
