package backend

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Quit asks an address with POST to end: that of a sidecar, under the rule that
// holds for the backend's host. It sends none of the backend's headers, and the
// request does not count as one to the backend.
func (c *Client) Quit(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		return err
	}
	plain := http.Client{Transport: c.network, Timeout: time.Second} // it is on this machine
	resp, err := plain.Do(req)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("POST %s: %s", req.URL.Redacted(), resp.Status)
	}
	return nil
}
