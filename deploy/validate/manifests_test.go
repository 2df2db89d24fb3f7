// Package validate checks the manifests of deploy/ against the API types of
// Kubernetes. It is a module of its own, so that the program carries none of
// them.
package validate

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/flashseed/flashseed/seeder/config"
)

// manifests are the objects of deploy/, by type, each decoded strictly.
type manifests struct {
	config  corev1.ConfigMap
	secret  corev1.Secret
	job     batchv1.Job
	cron    batchv1.CronJob
	serve   appsv1.Deployment
	service corev1.Service
}

// load renders a directory as kubectl kustomize does.
func load(t *testing.T, directory string) *manifests {
	t.Helper()
	var m manifests
	known := map[string]any{
		"v1 ConfigMap": &m.config, "v1 Secret": &m.secret, "v1 Service": &m.service,
		"batch/v1 Job": &m.job, "batch/v1 CronJob": &m.cron, "apps/v1 Deployment": &m.serve,
	}
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range rendered.Resources() {
		document, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		kind := resource.GetApiVersion() + " " + resource.GetKind()
		into := known[kind]
		if into == nil {
			t.Fatalf("a second %s, or one that is not expected", kind)
		}
		if err := yaml.UnmarshalStrict(document, into); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		delete(known, kind)
	}
	for kind := range known {
		t.Errorf("there is no %s", kind)
	}
	return &m
}

// pods are the pod templates, by the manifest that they are in.
func (m *manifests) pods() map[string]corev1.PodTemplateSpec {
	return map[string]corev1.PodTemplateSpec{
		"job": m.job.Spec.Template, "cronjob": m.cron.Spec.JobTemplate.Spec.Template, "serve": m.serve.Spec.Template,
	}
}

// expect fails the test where something does not hold.
func expect(t *testing.T, holds bool, format string, args ...any) {
	t.Helper()
	if !holds {
		t.Errorf(format, args...)
	}
}

func yes(b *bool) bool { return b != nil && *b }
func no(b *bool) bool  { return b != nil && !*b }

// TestPodsAreLockedIn checks what every pod of the three must not be able to do.
func TestPodsAreLockedIn(t *testing.T) {
	for name, pod := range load(t, "..").pods() {
		t.Run(name, func(t *testing.T) {
			p, c := pod.Spec, pod.Spec.Containers[0]
			expect(t, len(p.Containers) == 1 && c.Name == "flashseed", "containers: %v", p.Containers)
			expect(t, no(p.EnableServiceLinks), "enableServiceLinks is not false")
			expect(t, no(p.AutomountServiceAccountToken), "the service account's token is mounted")
			expect(t, p.SecurityContext != nil && c.SecurityContext != nil, "no security context")
			expect(t, yes(p.SecurityContext.RunAsNonRoot), "runAsNonRoot is not true")
			expect(t, p.SecurityContext.RunAsUser != nil && *p.SecurityContext.RunAsUser > 0, "runs as root")
			expect(t, p.SecurityContext.SeccompProfile.Type == corev1.SeccompProfileTypeRuntimeDefault, "no seccomp profile")
			expect(t, yes(c.SecurityContext.ReadOnlyRootFilesystem), "the root file system can be written to")
			expect(t, no(c.SecurityContext.AllowPrivilegeEscalation), "privileges may escalate")
			expect(t, slices.Equal(c.SecurityContext.Capabilities.Drop, []corev1.Capability{"ALL"}), "capabilities are kept")
			expect(t, !c.Resources.Requests.Cpu().IsZero() && !c.Resources.Requests.Memory().IsZero(), "no resources requested")
			expect(t, !c.Resources.Limits.Memory().IsZero(), "no limit of memory")
			expect(t, pod.Labels["app.kubernetes.io/name"] == "flashseed", "labels: %v", pod.Labels)
			grace := p.TerminationGracePeriodSeconds
			expect(t, grace != nil && *grace > 30, "the grace period is no longer than one request may take")
		})
	}
}

// TestJobsEndByExitCode checks that a Job gives up at once where running again
// cannot help, and tries again where it may.
func TestJobsEndByExitCode(t *testing.T) {
	m := load(t, "..")
	for name, job := range map[string]batchv1.JobSpec{"job": m.job.Spec, "cronjob": m.cron.Spec.JobTemplate.Spec} {
		t.Run(name, func(t *testing.T) {
			expect(t, job.Template.Spec.RestartPolicy == corev1.RestartPolicyNever, "restartPolicy: %s", job.Template.Spec.RestartPolicy)
			expect(t, job.BackoffLimit != nil && *job.BackoffLimit > 0, "no backoffLimit")
			expect(t, job.TTLSecondsAfterFinished != nil, "finished Jobs stay for ever")
			if job.PodFailurePolicy == nil {
				t.Fatal("no podFailurePolicy")
			}
			for code, want := range map[int32]batchv1.PodFailurePolicyAction{
				1: batchv1.PodFailurePolicyActionFailJob,
				2: batchv1.PodFailurePolicyActionFailJob,
				3: batchv1.PodFailurePolicyActionCount,
			} {
				got := actionFor(job.PodFailurePolicy, code)
				expect(t, got == want, "exit code %d: %s, want %s", code, got, want)
			}
		})
	}
	expect(t, m.cron.Spec.ConcurrencyPolicy == batchv1.ForbidConcurrent, "nightly runs may overlap")
	expect(t, len(strings.Fields(m.cron.Spec.Schedule)) == 5, "schedule: %q", m.cron.Spec.Schedule)
}

// actionFor is what the first rule that matches says of an exit code.
func actionFor(policy *batchv1.PodFailurePolicy, code int32) batchv1.PodFailurePolicyAction {
	for _, rule := range policy.Rules {
		on := rule.OnExitCodes
		if on == nil || on.ContainerName == nil || *on.ContainerName != "flashseed" {
			continue
		}
		if slices.Contains(on.Values, code) == (on.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn) {
			return rule.Action
		}
	}
	return ""
}

// TestServeIsProbed follows the way from the Service to the two routes.
func TestServeIsProbed(t *testing.T) {
	m := load(t, "..")
	c := m.serve.Spec.Template.Spec.Containers[0]
	expect(t, slices.Equal(c.Args, []string{"serve"}), "args: %v", c.Args)
	expect(t, c.LivenessProbe != nil && c.LivenessProbe.HTTPGet.Path == "/health", "liveness is not /health")
	expect(t, c.ReadinessProbe != nil && c.ReadinessProbe.HTTPGet.Path == "/ready", "readiness is not /ready")
	port := c.Ports[0]
	for _, to := range []string{
		c.LivenessProbe.HTTPGet.Port.String(), c.ReadinessProbe.HTTPGet.Port.String(), m.service.Spec.Ports[0].TargetPort.String(),
	} {
		expect(t, to == port.Name, "port %q is not the container's %q", to, port.Name)
	}
	env := variables(m, m.serve.Spec.Template)
	expect(t, env["PORT"] == "3001" && port.ContainerPort == 3001, "it listens on %s, the container on %d", env["PORT"], port.ContainerPort)
	expect(t, env["FLASHSEED_HOST"] == "0.0.0.0", "it listens on %s", env["FLASHSEED_HOST"])
	for key, value := range m.serve.Spec.Selector.MatchLabels {
		expect(t, m.serve.Spec.Template.Labels[key] == value, "the Deployment selects %s=%s", key, value)
	}
	expect(t, len(m.service.Spec.Selector) > 1, "the Service selects Jobs' pods too")
	for key, value := range m.service.Spec.Selector {
		expect(t, m.serve.Spec.Template.Labels[key] == value, "the Service selects %s=%s", key, value)
	}
}

// TestNoTokenWorks checks that serve wants a token from the Secret, and that
// nobody gets one that others know.
func TestNoTokenWorks(t *testing.T) {
	m := load(t, "..")
	env := m.serve.Spec.Template.Spec.Containers[0].Env
	i := slices.IndexFunc(env, func(v corev1.EnvVar) bool { return v.Name == "FLASHSEED_TOKEN" })
	expect(t, i >= 0 && env[i].ValueFrom != nil && env[i].ValueFrom.SecretKeyRef != nil && !yes(env[i].ValueFrom.SecretKeyRef.Optional),
		"serve starts without a token")
	expect(t, m.secret.StringData["FLASHSEED_TOKEN"] == "" && len(m.secret.Data) == 0, "the manifests ship a token")
}

// TestHooks checks that the overlay makes the Job, and nothing else, a hook
// that replaces the Job before it.
func TestHooks(t *testing.T) {
	plain, hooks := load(t, ".."), load(t, "../hooks")
	a := hooks.job.Annotations
	expect(t, a["argocd.argoproj.io/hook"] == "PostSync" && a["argocd.argoproj.io/hook-delete-policy"] == "BeforeHookCreation", "Argo CD: %v", a)
	expect(t, a["helm.sh/hook"] == "post-install,post-upgrade" && a["helm.sh/hook-delete-policy"] == "before-hook-creation", "Helm: %v", a)
	hooks.job.Annotations = nil
	expect(t, reflect.DeepEqual(plain, hooks), "the overlay changes more than the Job's annotations")
}

// TestVariables checks that every variable is one that flashseed reads, and
// holds a value that it takes; and that secrets come from the Secret.
func TestVariables(t *testing.T) {
	m := load(t, "..")
	for name, pod := range m.pods() {
		env := variables(m, pod)
		areSettings(t, name, env)
		expect(t, env["FLASHSEED_WAIT"] != "" && env["FLASHSEED_WAIT"] != "0", "%s does not wait for the backend", name)
		expect(t, env["FLASHSEED_LOG_FORMAT"] == "json", "%s does not log JSON", name)
		for _, variable := range []string{"REAL_BACKEND_URL", "REDIS_URL"} {
			expect(t, env[variable] != "", "%s: no %s", name, variable)
		}
	}
	for variable := range m.config.Data {
		secret := strings.HasSuffix(variable, "_URL") || slices.ContainsFunc(config.Options(), func(o config.Option) bool { return o.Env == variable && o.Secret })
		expect(t, !secret, "%s belongs in the Secret", variable)
	}
}

// areSettings checks that flashseed reads every variable and takes its value.
func areSettings(t *testing.T, of string, env map[string]string) {
	t.Helper()
	_, err := config.Load(config.Sources{
		LookupEnv: func(name string) (string, bool) { value, ok := env[name]; return value, ok },
		WorkDir:   t.TempDir(), UserConfigDir: t.TempDir(),
	})
	expect(t, err == nil, "%s: %v", of, err)
	for variable := range env {
		known := slices.ContainsFunc(config.Options(), func(o config.Option) bool { return o.Env == variable })
		expect(t, known, "%s: flashseed does not read %s", of, variable)
	}
}

// variables are those that a pod's container gets. A reference that leads
// nowhere gives "".
func variables(m *manifests, pod corev1.PodTemplateSpec) map[string]string {
	env := map[string]string{}
	c := pod.Spec.Containers[0]
	for _, from := range c.EnvFrom {
		if from.ConfigMapRef != nil && from.ConfigMapRef.Name == m.config.Name {
			for name, value := range m.config.Data {
				env[name] = value
			}
		}
	}
	for _, v := range c.Env {
		env[v.Name] = v.Value
		if v.ValueFrom != nil && v.ValueFrom.SecretKeyRef != nil && v.ValueFrom.SecretKeyRef.Name == m.secret.Name {
			env[v.Name] = m.secret.StringData[v.ValueFrom.SecretKeyRef.Key]
		}
	}
	return env
}
