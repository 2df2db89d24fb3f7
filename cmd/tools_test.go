package cmd_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/alicebob/miniredis/v2"
)

// need skips a test on a machine that lacks a program, unless a variable says
// that this machine must have it.
func need(t *testing.T, variable string, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv(variable) == "required" {
			t.Fatalf("there is no %s in PATH, and %s=required", program, variable)
		}
		t.Skipf("there is no %s in PATH", program)
	}
}

// sh is a program to be run by others, in a directory of its own: hooks,
// shells, terminals. Its environment is clean but for PATH, in which they find
// flashseed.
func sh(t *testing.T, dir string, env environment, program string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, args...)
	c.Dir = dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LC_ALL=C.UTF-8", "REDIS_URL=", "REAL_BACKEND_URL=" + nowhere}
	for name, value := range env {
		c.Env = append(c.Env, name+"="+value)
	}
	return c
}

// redisStandIn starts a Redis inside the test and returns its URL.
func redisStandIn(t *testing.T) string {
	t.Helper()
	return "redis://" + miniredis.RunT(t).Addr()
}
