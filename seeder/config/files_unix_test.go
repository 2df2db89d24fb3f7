//go:build unix

package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/flashseed/flashseed/seeder/config"
)

// TestOnlyRegularFilesAreRead: a FIFO would block forever, a device may never
// end. The test would hang if one were opened.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 1<<40); err != nil {
		t.Fatal(err)
	}
	for path, reason := range map[string]string{
		fifo: "not a regular file", dir: "is a directory", "/dev/zero": "not a regular file", large: "larger than 1 MiB",
		filepath.Join(dir, "none"): "no such file",
	} {
		flags := func(key string) config.Sources {
			env := "FLASHSEED_" + strings.ToUpper(key)
			return config.Sources{LookupEnv: func(name string) (string, bool) { return path, name == env }}
		}
		for key, s := range map[string]config.Sources{
			"config": {LookupEnv: noVariables, File: path}, "env_file": {LookupEnv: noVariables, EnvFile: path}, "ca_file": flags("ca_file"), "redis_ca_file": flags("redis_ca_file"),
		} {
			s.WorkDir = t.TempDir()
			_, err := config.Load(s)
			if err == nil || !strings.HasPrefix(err.Error(), key+`: "`+path+`" cannot be read`) || !strings.Contains(err.Error(), reason) {
				t.Errorf("%s %s: %v", key, path, err)
			}
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".env"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, work := range map[string]string{"a directory of the popular name": dir, "no directory at all": large} {
		if _, err := config.Load(config.Sources{LookupEnv: noVariables, WorkDir: work}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{".env", "flashseed.yaml"} {
		work := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(work, name), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Load(config.Sources{LookupEnv: noVariables, WorkDir: work}); err == nil || !strings.Contains(err.Error(), filepath.Join(work, name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
