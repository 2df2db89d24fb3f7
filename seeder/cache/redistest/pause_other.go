//go:build !unix

package redistest

// Pause skips the test: no process can be frozen here.
func (s *Server) Pause() {
	s.t.Helper()
	s.t.Skip("a process cannot be paused here")
}

// Resume has nothing to do where nothing pauses.
func (s *Server) Resume() {}
