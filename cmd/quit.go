package cmd

import (
	"context"
	"errors"
	"net"
)

// quit lets a sidecar end when a run has ended for good: not where running again
// may help, nor where a signal ended it. It never changes how the run ended.
func (s *session) quit(ctx context.Context, failed error) {
	code := exitOK
	if failed != nil {
		code = s.codeOf(ctx, failed)
	}
	if s.cfg.QuitURL == "" || code >= exitTransient && code != exitToDo || s.results.failure() != nil {
		return
	}
	err := s.client.Quit(ctx, s.cfg.QuitURL)
	if op, failed := errors.AsType[*net.OpError](err); failed && op.Op == "dial" {
		s.log.Info("there is no sidecar to end", "error", err)
	} else if err != nil {
		s.log.Warn("the sidecar refused the request to shut down", "error", err)
	}
}
