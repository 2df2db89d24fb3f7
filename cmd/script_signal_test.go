package cmd_test

import (
	"os/exec"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptInterrupt starts a program, signals it once a pool has so many items,
// and checks how it ended.
func scriptInterrupt(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, !neg && len(args) >= 5, "interrupt SIGNAL CODE POOL N PROGRAM ARG…")
	sig, known := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM}[args[0]]
	use(ts, known, "interrupt INT|TERM …")
	pool, least := args[2], number(ts, args[3])

	c := exec.Command(args[4], args[5:]...)
	c.Dir, c.Stdout, c.Stderr = ts.MkAbs("."), ts.Stdout(), ts.Stderr()
	for _, name := range []string{"PATH", "HOME", "REAL_BACKEND_URL", "REDIS_URL"} {
		c.Env = append(c.Env, name+"="+ts.Getenv(name))
	}
	ts.Check(c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for deadline := time.Now().Add(30 * time.Second); worldOf(ts).Count(pool) < least; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) || len(ended) > 0 {
			_ = c.Process.Kill()
			ts.Fatalf("%s never came to %d items", pool, least)
		}
	}
	ts.Check(c.Process.Signal(sig))
	if got, want := codeOf(ts, <-ended), number(ts, args[1]); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
