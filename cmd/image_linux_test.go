package cmd_test

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// imageLimit is how large the image may be. It holds the binary and a quarter
// of a megabyte of certificates.
const imageLimit = 20 << 20

// TestImage does to the binary what the image does: it runs alone in an empty
// root, as nobody, with nothing that can be written to.
func TestImage(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds the program")
	}
	root := t.TempDir()
	binary := filepath.Join(root, "flashseed")
	build := exec.CommandContext(t.Context(), "make", "build", "BIN="+binary, "VERSION=v1.2.3", "COMMIT=c0ffee", "DATE=2025-07-01T00:00:00Z")
	need(t, "FLASHSEED_TEST_CHROOT", "make")
	build.Dir = ".."
	build.Env = append(os.Environ(), "GOFLAGS="+strings.ReplaceAll(os.Getenv("GOFLAGS"), "-race", ""), "MAKEFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("make build: %v\n%s", err, out)
	}
	checkStatic(t, binary)

	if os.Geteuid() != 0 {
		if os.Getenv("FLASHSEED_TEST_CHROOT") == "required" {
			t.Fatal("only root may chroot, and FLASHSEED_TEST_CHROOT=required")
		}
		t.Skip("only root may chroot")
	}
	if err := os.Chmod(root, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"version", "flashseed v1.2.3 (c0ffee, 2025-07-01T00:00:00Z)\n"},
		{"demo", " pools full"},
		{"help exit-codes", "130  interrupted"},
	} {
		out, err := imprisoned(t, root, strings.Fields(c.args)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v, want %q in\n%s", c.args, err, c.want, out)
		}
	}
	out, err := imprisoned(t, root, "ensure", "--no-cache", "--backend-url", nowhere).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "connection refused") {
		t.Errorf("ensure: %v\n%s", err, out)
	}
}

// imprisoned is the program in a root of its own.
func imprisoned(t *testing.T, root string, args ...string) *exec.Cmd {
	c := exec.CommandContext(t.Context(), "/flashseed", args...)
	c.Dir, c.Env = "/", []string{"FLASHSEED_HOST=0.0.0.0"}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
	return c
}

// checkStatic makes sure that a binary needs nobody, and is small.
func checkStatic(t *testing.T, binary string) {
	t.Helper()
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the binary has %.1f MB", float64(info.Size())/1e6)
	if info.Size() > imageLimit-300<<10 {
		t.Errorf("%d bytes are too many for an image of %d", info.Size(), imageLimit)
	}
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("the binary is not static: %v %v", libraries, err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the binary wants a dynamic loader")
		}
	}
}

// TestDockerfile checks the few things about the image that can be read from
// its recipe.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	data := readFile(t, "../Dockerfile")
	_, image, _ := strings.Cut(string(data), "\nFROM scratch\n")
	for _, want := range []string{
		"\nUSER 65532:65532\n", "\nENV FLASHSEED_HOST=0.0.0.0\n", "ca-certificates.crt", "/LICENSE /src/THIRD_PARTY_NOTICES /licenses/", "\nENTRYPOINT [\"/flashseed\"]\n",
		"org.opencontainers.image.version", "org.opencontainers.image.source",
	} {
		if !strings.Contains(image, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
}
