// Command bare is what flashseed is measured against and with: a load
// generator that only sends, and a launcher so small that it does not blur
// what the launched program needs of memory.
//
//	bare replay SCRIPT URL CONCURRENCY
//	bare peak RESULT PROGRAM ARG…
package main

import (
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"github.com/flashseed/flashseed/cmd/testdata/bare/replay"
)

func main() {
	run := map[string]func(args []string) error{"replay": send, "peak": peak}[os.Args[1]]
	if err := run(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// send replays a script.
func send(args []string) error {
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	var s replay.Script
	if err := gob.NewDecoder(f).Decode(&s); err != nil {
		return err
	}
	concurrency, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return replay.NewRunner(args[1], concurrency).Run(context.Background(), &s)
}

// peak runs a program and writes the kilobytes that it had resident at most. A
// process begins with the peak of the one that started it, so that one has to
// be small.
func peak(args []string) error {
	c := exec.Command(args[1], args[2:]...)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		return err
	}
	kb := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "darwin" {
		kb >>= 10 // bytes there
	}
	return os.WriteFile(args[0], strconv.AppendInt(nil, kb, 10), 0o600)
}
