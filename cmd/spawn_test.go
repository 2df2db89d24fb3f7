package cmd_test

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// started is a process of the program's own.
type started struct {
	cmd            *exec.Cmd
	stdout, stderr *shared
	began          time.Time
	ended          chan struct{}
}

// start starts the program as a process, with nothing in its environment but
// env. It is killed with the test at the latest.
func start(t testing.TB, env environment, args ...string) *started {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &started{cmd: exec.Command(self, args...), stdout: &shared{}, stderr: &shared{}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = t.TempDir(), p.stdout, p.stderr
	p.cmd.Env = []string{beProgram + "=1", "HOME=/no-home", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	for name, value := range env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
	})
	return p
}

// signal sends a signal, and none to a process that is gone.
func (p *started) signal(t testing.TB, sig syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// wait returns how the process ended, -1 standing for a signal's work.
func (p *started) wait(t testing.TB, limit time.Duration) outcome {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(limit):
		t.Errorf("still running after %s\nstdout: %s\nstderr: %s", limit, p.stdout, p.stderr)
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	return outcome{p.cmd.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String(), time.Since(p.began)}
}
