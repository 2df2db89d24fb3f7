package cmd

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tidwall/gjson"
)

//go:embed recipes
var recipes embed.FS

// recipe is a file that init writes.
type recipe struct {
	flag, usage string
	path        string // below the working directory
	name        string // in recipes
	then        string // what to do next
}

// hookLine runs flashseed before npm test.
const hookLine = `"pretest": "flashseed ensure --quiet"`

func (a *app) initCommand() *cobra.Command {
	all := []recipe{
		{path: "flashseed.yaml", name: "flashseed.yaml", then: "flashseed ensure"},
		{flag: "npm", usage: "package.json: fill the backend before npm test", path: "package.json",
			then: "npm install --save-dev flashseed. yarn and older pnpm run no pretest: Vitest, Jest and Playwright take globalSetup: 'flashseed/setup'"},
		{flag: "make", usage: "Makefile: fill it before make test", path: "Makefile", name: "Makefile", then: "make test"},
		{flag: "compose", usage: "compose.yaml: fill it before other services start", path: "compose.yaml", name: "compose.yaml", then: "name your images in it"},
		{flag: "github", usage: "a workflow: fill it in GitHub Actions", path: ".github/workflows/flashseed.yml", name: "github.yml", then: "start your backend in it"},
	}
	chosen := make([]bool, len(all))
	var force, only bool
	c := &cobra.Command{
		Use:   "init",
		Short: "Write a configuration file, or a recipe for npm, make, compose or GitHub",
		RunE: func(*cobra.Command, []string) error {
			r := all[0]
			for i, yes := range chosen {
				if yes && r.flag != "" {
					return usage(fmt.Errorf("--%s and --%s do not go together", r.flag, all[i].flag), "")
				} else if yes {
					r = all[i]
				}
			}
			path := filepath.Join(a.WorkDir, r.path)
			text := []byte(hookLine + "\n")
			var err error
			switch {
			case r.name != "":
				text, err = recipes.ReadFile("recipes/" + r.name)
			case !only: // package.json has more in it
				force = true
				text, err = withHook(path)
			}
			if err != nil {
				return err
			}
			if only {
				fmt.Fprintf(a.Stdout, "%s", text)
				return nil
			}
			if _, err := os.Lstat(path); err == nil && !force {
				return usage(fmt.Errorf("%s is there already", r.path), "--print shows what would be in it, --force overwrites it")
			}
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, text, 0o666)); err != nil {
				return usage(fmt.Errorf("write %s: %w", r.path, err), "")
			}
			fmt.Fprintf(a.console, "Wrote %s. Next: %s\n", r.path, r.then)
			return nil
		},
	}
	for i, r := range all[1:] {
		c.Flags().BoolVar(&chosen[i+1], r.flag, false, r.usage)
	}
	c.Flags().BoolVar(&force, "force", false, "overwrite the file if it is there")
	c.Flags().BoolVar(&only, "print", false, "print it, and write nothing")
	return c
}

// withHook is a package.json with one line more: a pretest script. The rest stays
// byte by byte.
func withHook(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	switch {
	case err != nil:
		return nil, usage(err, "npm init makes a package.json")
	case !gjson.ValidBytes(text) || !gjson.ParseBytes(text).IsObject():
		return nil, usage(errors.New("package.json is not a JSON object"), "")
	case gjson.GetBytes(text, "scripts.pretest").Exists():
		return nil, usage(errors.New("package.json has a pretest script already"), "add to it: flashseed ensure --quiet")
	}
	at, line, indent := strings.Index(string(text), "{")+1, `"scripts": {`+hookLine+`}`, "\n  "
	if scripts := gjson.GetBytes(text, "scripts"); scripts.IsObject() {
		at, line, indent = scripts.Index+1, hookLine, "\n    "
	}
	if rest := strings.TrimSpace(string(text[at:])); !strings.HasPrefix(rest, "}") {
		line += ","
	} else {
		line += indent[:len(indent)-2]
	}
	return []byte(string(text[:at]) + indent + line + string(text[at:])), nil
}
