package cmd_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/cmd"
)

// initIn runs init in a directory.
func initIn(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	return runAs(t, func(p *cmd.Process) { p.WorkDir = dir }, nil, append([]string{"init"}, args...)...)
}

// What init writes it does not overwrite, and prints the same.
func TestInit(t *testing.T) {
	t.Parallel()
	for flag, path := range map[string]string{
		"": "flashseed.yaml", "--make": "Makefile", "--compose": "compose.yaml", "--github": ".github/workflows/flashseed.yml",
	} {
		args := strings.Fields(flag)
		dir := t.TempDir()
		file := filepath.Join(dir, path)
		if out := initIn(t, dir, args...); out.code != 0 || !strings.Contains(out.stderr, "Wrote "+path) || out.stdout != "" {
			t.Errorf("%s: exit code %d, %s%s", flag, out.code, out.stdout, out.stderr)
		}
		text := readFile(t, file)
		if strings.HasSuffix(path, "ml") {
			if err := yaml.Unmarshal(text, new(map[string]any)); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		if flag == "" { // it is a configuration
			out := runAs(t, func(p *cmd.Process) { p.WorkDir = dir }, nil, "doctor", "--no-cache", "--backend-url", nowhere).wantCode(t, 3)
			if !strings.Contains(out.stdout, "Settings ("+file+")") {
				t.Error(out.stdout)
			}
		}
		if out := initIn(t, dir, append(args, "--print")...); out.code != 0 || out.stdout != string(text) {
			t.Errorf("%s prints %s", flag, out.stdout)
		}
		writeFile(t, file, []byte("mine"))
		out := initIn(t, dir, args...)
		if kept, _ := os.ReadFile(file); out.code != 2 || string(kept) != "mine" || !strings.Contains(out.stderr, "--force") {
			t.Errorf("%s: exit code %d, %s, and the file is %s", flag, out.code, out.stderr, kept)
		}
		out = initIn(t, dir, append(args, "--force")...)
		if again, _ := os.ReadFile(file); out.code != 0 || !bytes.Equal(again, text) {
			t.Errorf("%s --force: exit code %d, %s, and the file is %s", flag, out.code, out.stderr, again)
		}
	}
	if out := initIn(t, t.TempDir(), "--make", "--npm"); out.code != 2 {
		t.Errorf("two recipes at once: exit code %d", out.code)
	}
	if out := initIn(t, filepath.Join(t.TempDir(), "gone", "gone"), "--npm"); out.code != 2 {
		t.Errorf("no package.json: exit code %d", out.code)
	}
}

// To package.json init adds one script, and leaves the rest as it was.
func TestInitNpm(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"scripts":       "{\n    \"name\": \"x\",\n    \"scripts\": {\n        \"test\": \"vitest run\"\n    }\n}\n",
		"no scripts":    "{\n  \"name\": \"scripts\",\n  \"private\": true\n}\n",
		"empty scripts": `{"scripts": {}, "name": "x"}`,
		"nothing":       `{}`,
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "package.json")
		writeFile(t, file, []byte(text))
		out := initIn(t, dir, "--npm")
		written, _ := os.ReadFile(file)
		var before, after map[string]any
		if err := json.Unmarshal(written, &after); out.code != 0 || err != nil {
			t.Fatalf("%s: exit code %d, %v, %s\n%s", name, out.code, err, out.stderr, written)
		}
		_ = json.Unmarshal([]byte(text), &before)
		scripts, _ := after["scripts"].(map[string]any)
		had, _ := before["scripts"].(map[string]any)
		if scripts["pretest"] != "flashseed ensure --quiet" || len(scripts) != len(had)+1 || after["name"] != before["name"] {
			t.Errorf("%s: %s", name, written)
		}
		out = initIn(t, dir, "--npm", "--force")
		if again, _ := os.ReadFile(file); out.code != 2 || !bytes.Equal(again, written) {
			t.Errorf("%s: a second time: exit code %d, %s", name, out.code, again)
		}
	}
	if out := initIn(t, t.TempDir(), "--npm", "--print"); out.code != 0 || !strings.Contains(out.stdout, `"pretest": "flashseed ensure --quiet"`) {
		t.Errorf("exit code %d, %s", out.code, out.stdout)
	}
}
