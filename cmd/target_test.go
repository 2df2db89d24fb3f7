//go:build linux

package cmd_test

import (
	"bytes"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// alone marks the process that runs a test again where there is no network.
const alone = "FLASHSEED_TEST_ALONE"

// withoutNetwork runs the calling test again in a network namespace that has
// no interface but an empty loopback, and returns true there. Where the system
// does not allow that, the test is skipped.
func withoutNetwork(t *testing.T) bool {
	t.Helper()
	if os.Getenv(alone) != "" {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), alone+"=1")
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWNET | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Skipf("no network namespace can be made here: %v", err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("without network: %v\n%s", err, out.String())
	}
	return false
}

// Public backends are refused before anything is sent or looked up in vain;
// local and private ones are not. This runs where nothing could be reached.
func TestTargets(t *testing.T) {
	t.Parallel()
	if !withoutNetwork(t) {
		return
	}
	const refused, tried = 2, 3
	for url, want := range map[string]int{
		"http://8.8.8.8":                 refused,
		"http://203.0.113.7:1310":        refused,
		"http://172.32.0.1":              refused,
		"http://192.169.0.1":             refused,
		"http://169.255.0.1":             refused,
		"http://[2606:4700:4700::1111]":  refused,
		"http://[::ffff:8.8.8.8]":        refused,
		"http://[64:ff9b::808:808]":      refused,
		"http://0x08080808":              refused,
		"http://134744072":               refused,
		"http://010.8.8.8":               refused,
		"http://127.1":                   refused,
		"http://0x7f.1":                  refused,
		"http://2130706433":              refused,
		"http://user:pw@8.8.8.8":         refused,
		"http://8.8.8.8@127.0.0.1:1/":    tried, // what stands before the @ is no host
		"http://xn--r8jz45g.xn--zckzah":  tried, // not to be resolved here
		"http://127.0.0.1:1":             tried,
		"http://127.8.9.10:1":            tried,
		"http://[::1]:1":                 tried,
		"http://[::ffff:127.0.0.1]:1":    tried,
		"http://10.1.2.3:1":              tried,
		"http://100.64.0.1:1":            tried,
		"http://100.128.0.1":             refused,
		"http://laptop.tail1234.ts.net":  tried,
		"http://172.16.0.1:1":            tried,
		"http://192.168.1.1:1":           tried,
		"http://169.254.169.254:1":       tried,
		"http://[fd00::1]:1":             tried,
		"http://[fe80::1]:1":             tried,
		"http://localhost:1":             tried,
		"http://flashstrom:1":            tried,
		"http://backend.default.svc:1":   tried,
		"http://a.b.svc.cluster.local:1": tried,
		"http://host.docker.internal:1":  tried,
		"http://backend.test:1":          tried,
		"http://printer.local:1":         tried,
	} {
		for _, args := range [][]string{{"ensure"}, {"refresh", "--dry-run"}, {"show"}, {"show", "accounts"}, {"doctor"}, {"ensure", "--wait", "1s"}} {
			if want == tried && len(args) > 1 {
				continue
			}
			out := run(t, nil, append(args, "--no-cache", "--backend-url", url)...)
			if out.code != want {
				t.Errorf("%v %s: exit code %d, want %d\n%s", args, url, out.code, want, out.stderr)
			}
			if want == refused && (out.stdout != "" && args[0] != "doctor" || out.took > 5*time.Second) {
				t.Errorf("%v %s: took %s and printed %q", args, url, out.took, out.stdout)
			}
		}
	}
	for allow, want := range map[string]int{"8.8.8.8": tried, "8.8.8.9": refused, "example.com": refused, "8.8.8": refused} {
		if out := run(t, nil, "ensure", "--no-cache", "--backend-url", "http://8.8.8.8", "--allow-host", allow); out.code != want {
			t.Errorf("where %s is allowed: exit code %d, want %d\n%s", allow, out.code, want, out.stderr)
		}
	}
}
