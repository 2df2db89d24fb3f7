//go:build !linux

package redistest

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return nil }

// Pause skips the test: only Linux is sure to freeze a process.
func (s *Server) Pause() {
	s.t.Helper()
	s.t.Skip("a process is not frozen here")
}

// Resume has nothing to do where nothing pauses.
func (s *Server) Resume() {}
