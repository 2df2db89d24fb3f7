package cmd

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/report"
)

var updateDocs = flag.Bool("update-docs", false, "write what is generated anew")

// TestDocsAreCurrent generates the man pages and the reference from the commands,
// and compares them with those in the repository.
func TestDocsAreCurrent(t *testing.T) {
	t.Parallel()
	files := docs(t)
	for name, want := range files {
		path := filepath.Join("..", name)
		if *updateDocs {
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, want, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not current (%v): run make docs", name, err)
		}
	}
	there, err := filepath.Glob("../.github/man/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range there {
		if files[".github/man/"+filepath.Base(path)] == nil {
			t.Errorf("%s is of a command that is no more: remove it", path)
		}
	}
}

// docs are the generated files, by their path in the repository.
func docs(t *testing.T) map[string][]byte {
	t.Helper()
	registry := entities.NewRegistry()
	a := &app{registry: registry, console: report.NewConsole(io.Discard, nil), Process: Process{Stdout: io.Discard}}
	root := a.root()
	files := map[string][]byte{}
	var reference bytes.Buffer
	fmt.Fprint(&reference, "# Every command\n\nWritten by `make docs` from the program's own help.\n")
	for _, c := range flatten(root) {
		text := helpOf(c)
		fmt.Fprintf(&reference, "\n## %s\n\n```text\n%s```\n", c.CommandPath(), text)
		section := "1"
		if c.IsAdditionalHelpTopicCommand() {
			section = "7"
			c.Long = "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") // Markdown takes it for what it is
		}
		files[".github/man/"+strings.ReplaceAll(c.CommandPath(), " ", "-")+"."+section] = manPage(t, c, section)
	}
	files[".github/reference/README.md"] = reference.Bytes()
	return files
}

// flatten lists a command and all that stand under it, without hidden ones.
func flatten(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			all = append(all, flatten(sub)...)
		}
	}
	return all
}

func helpOf(c *cobra.Command) string {
	var out bytes.Buffer
	c.SetOut(&out)
	c.InitDefaultHelpFlag()
	c.HelpFunc()(c, nil)
	return out.String()
}

// manPage is without a date: the same commands give the same page.
func manPage(t *testing.T, c *cobra.Command, section string) []byte {
	t.Helper()
	c.DisableAutoGenTag = true
	var page bytes.Buffer
	if err := doc.GenMan(c, &doc.GenManHeader{Section: section, Source: "flashseed", Manual: "flashseed"}, &page); err != nil {
		t.Fatal(err)
	}
	return dated.ReplaceAll(page.Bytes(), []byte(`$1""`))
}

// dated is the head of a man page and the third of its quoted words.
var dated = regexp.MustCompile(`(?m)^(\.TH "[^"]*" "[^"]*" )"[^"]*"`)
