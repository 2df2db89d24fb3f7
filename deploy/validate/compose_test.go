package validate

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// compose loads compose.yaml as docker compose does, which checks it against
// the specification's schema.
func compose(t *testing.T, profiles ...string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../compose.yaml"},
		cli.WithName("flashseed"), cli.WithProfiles(profiles), cli.WithResolvedPaths(true))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// TestComposeOrder checks that in each profile one backend answers to the name
// that flashseed is given, and that everything waits for what it needs.
func TestComposeOrder(t *testing.T) {
	expect(t, len(compose(t).Services) == 0, "without a profile something starts: %v", compose(t).ServiceNames())
	for _, backend := range []string{"sandbox", "own"} {
		t.Run(backend, func(t *testing.T) {
			p := compose(t, backend)
			want := []string{backend, "redis", "seed", "serve"}
			slices.Sort(want)
			expect(t, slices.Equal(p.ServiceNames(), want), "services: %v, want %v", p.ServiceNames(), want)

			for _, name := range []string{backend, "redis"} {
				expect(t, p.Services[name].HealthCheck != nil, "%s has no health check", name)
				expect(t, p.Services["seed"].DependsOn[name].Condition == types.ServiceConditionHealthy, "seed does not wait for %s", name)
			}
			expect(t, p.Services["serve"].DependsOn["seed"].Condition == types.ServiceConditionCompletedSuccessfully, "serve does not wait for seed")
			expect(t, slices.Equal(p.Services[backend].Networks["default"].Aliases, []string{"backend"}), "%s is not called backend", backend)

			for _, name := range []string{"seed", "serve"} {
				env := map[string]string{}
				for name, value := range p.Services[name].Environment {
					env[name] = *value
				}
				areSettings(t, name, env)
				expect(t, env["REAL_BACKEND_URL"] == "http://backend:1310" && env["REDIS_URL"] == "redis://redis:6379", "%s: %v", name, env)
			}
			for _, s := range p.Services {
				for _, port := range s.Ports {
					expect(t, port.HostIP == "127.0.0.1", "%s is open to the network on port %s", s.Name, port.Published)
				}
			}
		})
	}
}

// TestComposeCommands runs the services' commands as processes: the sandbox is
// unhealthy until it answers, then the seed fills it.
func TestComposeCommands(t *testing.T) {
	p := compose(t, "sandbox")
	binary := filepath.Join(t.TempDir(), "flashseed")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	command := func(ctx context.Context, args ...string) *exec.Cmd {
		c := exec.CommandContext(ctx, binary, args...)
		c.Dir, c.Env = t.TempDir(), []string{"HOME=" + t.TempDir(), "REDIS_URL="}
		return c
	}

	ctx, stop := context.WithCancel(t.Context())
	sandbox := command(ctx, append(p.Services["sandbox"].Command, "--port", "0")...)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	sandbox.Stderr = log
	if err := sandbox.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = sandbox.Wait(); _ = log.Close() })
	var address string
	for deadline := time.Now().Add(30 * time.Second); address == ""; time.Sleep(20 * time.Millisecond) {
		data, _ := os.ReadFile(log.Name())
		address = regexp.MustCompile(`http://[0-9.]+:\d+`).FindString(string(data))
		if time.Now().After(deadline) {
			t.Fatalf("the sandbox does not start: %s", data)
		}
	}

	healthy := func(address string) error {
		test := slices.Clone(p.Services["sandbox"].HealthCheck.Test[2:])
		test[len(test)-1] = address
		return command(t.Context(), test...).Run()
	}
	expect(t, healthy("http://127.0.0.1:1") != nil, "a sandbox that is not there is healthy")
	if err := healthy(address); err != nil {
		t.Errorf("the sandbox is not healthy: %v", err)
	}
	seed := command(t.Context(), p.Services["seed"].Command...)
	seed.Env = append(seed.Env, "REAL_BACKEND_URL="+address)
	if out, err := seed.CombinedOutput(); err != nil {
		t.Errorf("seed: %v\n%s", err, out)
	}
}
