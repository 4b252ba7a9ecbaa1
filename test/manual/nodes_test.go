package manual

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"webim.js/server/store/pgstore/pgtest"
	"webim.js/test/stack"
)

// example returns the path of a file to copy; package docs checks that it is equal
// in both languages.
func example(t *testing.T, name string) string {
	return filepath.Join(stack.Root(t), "docs", "zh", "self-hosting", name)
}

// usePostgres configures the servers and commands of a test, through the environment
// as the examples do, to use a new database.
func usePostgres(t *testing.T) {
	t.Helper()
	pg := pgtest.Start(t, false)
	t.Setenv("WEBIM_STORE", pg.URL(""))
}

// serveFlags returns the flags of a command that runs the server, without its listening
// address, which is port 8080 in every container.
func serveFlags(t *testing.T, command []string) (flags []string) {
	t.Helper()
	at := slices.Index(command, "serve")
	require.GreaterOrEqual(t, at, 0, command)
	flags = slices.Clone(command[at+1:])
	at = slices.Index(flags, "-addr")
	require.GreaterOrEqual(t, at, 0, flags)
	require.Equal(t, ":8080", flags[at+1])
	return slices.Delete(flags, at, at+2)
}

// TestComposeExampleSurvivesNodeLoss runs the services of compose.yaml without
// containers: the nodes with their flags on a PostgreSQL, and the proxy with its
// settings in front of them. A node is killed, and the site stays available.
func TestComposeExampleSurvivesNodeLoss(t *testing.T) {
	text, err := os.ReadFile(example(t, "compose.yaml"))
	require.NoError(t, err)
	var file struct {
		Services map[string]struct {
			Command     []string
			Environment map[string]string
		}
		Configs map[string]struct{ Content string }
	}
	require.NoError(t, yaml.Unmarshal(text, &file))
	usePostgres(t)
	settings := file.Configs["caddyfile"].Content
	var nodes []*stack.Server
	for name, s := range file.Services {
		if !strings.HasPrefix(name, "webim") {
			continue
		}
		assert.Regexp(t, `^postgres://webim:\$\{POSTGRES_PASSWORD:\?\}@postgres/webim\b`, s.Environment["WEBIM_STORE"])
		node := stack.Start(t, append(serveFlags(t, s.Command), "-max-instances", "1")...)
		settings = replaced(t, settings, name+":8080", host(node))
		nodes = append(nodes, node)
	}
	require.Len(t, nodes, 3)
	if program, err := exec.LookPath("caddy"); err != nil {
		t.Log("caddy is not installed")
	} else {
		address := freeAddress(t)
		dir := t.TempDir()
		conf := filepath.Join(dir, "Caddyfile")
		settings = replaced(t, settings, ":8080 {", "http://"+address+" {")
		require.NoError(t, os.WriteFile(conf, []byte("{\n\tadmin off\n}\n"+settings), 0o600))
		caddy := exec.Command(program, "run", "--adapter", "caddyfile", "--config", conf)
		caddy.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
		startProxy(t, address, caddy)
		testThroughProxy(t, nodes[0], address)
		nodes[1].Kill()
		for range 2 * len(nodes) {
			resp, err := http.Get("http://" + address + "/readyz")
			require.NoError(t, err)
			resp.Body.Close()
			assert.Equal(t, http.StatusOK, resp.StatusCode)
		}
	}
	if exec.Command("docker", "compose", "version").Run() != nil {
		t.Log("docker compose is not installed")
		return
	}
	check := exec.Command("docker", "compose", "-f", example(t, "compose.yaml"), "config", "--quiet")
	check.Env = append(os.Environ(), "POSTGRES_PASSWORD=secret")
	out, err := check.CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

// container and deployment hold the fields that the tests check.
type container struct {
	Args    []string
	EnvFrom []struct {
		Secret struct{ Name string } `yaml:"secretRef"`
	} `yaml:"envFrom"`
	Ports []struct {
		Name string
		Port int `yaml:"containerPort"`
	}
	Readiness probe `yaml:"readinessProbe"`
	Liveness  probe `yaml:"livenessProbe"`
	Lifecycle struct {
		PreStop struct{ Sleep struct{ Seconds int } } `yaml:"preStop"`
	}
}

type probe struct {
	Get            struct{ Path, Port string } `yaml:"httpGet"`
	TimeoutSeconds int                         `yaml:"timeoutSeconds"`
}

type manifest struct {
	Kind       string
	Metadata   struct{ Name string }
	StringData map[string]string `yaml:"stringData"`
	Spec       struct {
		Selector yaml.Node
		Ports    []struct {
			TargetPort string `yaml:"targetPort"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				Grace      int `yaml:"terminationGracePeriodSeconds"`
				Containers []container
			}
		}
	}
}

// Every name in kubernetes.yaml exists, in the file or in the server, and Kubernetes
// accepts the manifest.
func TestKubernetesExampleIsValid(t *testing.T) {
	text, err := os.ReadFile(example(t, "kubernetes.yaml"))
	require.NoError(t, err)
	all := map[string]manifest{}
	for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var m manifest
		err := d.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		all[m.Kind] = m
	}
	pod := all["Deployment"].Spec.Template
	require.Len(t, pod.Spec.Containers, 1)
	c := pod.Spec.Containers[0]

	for kind, nested := range map[string]bool{"Deployment": true, "PodDisruptionBudget": true, "Service": false} {
		var selector map[string]string
		var wrapped struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		if node := all[kind].Spec.Selector; nested {
			require.NoError(t, node.Decode(&wrapped), kind)
			selector = wrapped.MatchLabels
		} else {
			require.NoError(t, node.Decode(&selector), kind)
		}
		assert.Equal(t, pod.Metadata.Labels, selector, "%s must select the pods", kind)
	}
	require.Len(t, c.Ports, 1)
	assert.Equal(t, 8080, c.Ports[0].Port)
	for _, port := range []string{all["Service"].Spec.Ports[0].TargetPort, c.Readiness.Get.Port, c.Liveness.Get.Port} {
		assert.Equal(t, c.Ports[0].Name, port)
	}
	require.Len(t, c.EnvFrom, 1)
	assert.Equal(t, all["Secret"].Metadata.Name, c.EnvFrom[0].Secret.Name)
	assert.NotEmpty(t, all["Secret"].StringData["WEBIM_KEY"])
	assert.Contains(t, all["Secret"].StringData["WEBIM_STORE"], "postgres://")
	// A graceful shutdown of the server takes up to ten seconds.
	assert.Greater(t, pod.Spec.Grace, c.Lifecycle.PreStop.Sleep.Seconds+10)

	usePostgres(t)
	node := stack.Start(t, serveFlags(t, c.Args)...)
	for _, p := range []probe{c.Readiness, c.Liveness} {
		resp, err := http.Get(strings.TrimSuffix(node.URL, "/") + p.Get.Path)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Equal(t, http.StatusOK, resp.StatusCode, p.Get.Path)
		assert.Greater(t, p.TimeoutSeconds, 5, "the server waits five seconds for its store")
	}
	checkWithKubectl(t, text)
}

// checkWithKubectl parses the deployment with kubectl and writes it again: unknown fields
// are then missing. Without a cluster, kubectl has no other way to check.
func checkWithKubectl(t *testing.T, text []byte) {
	t.Helper()
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Log("kubectl is not installed")
		return
	}
	deployment := regexp.MustCompile(`(?s)apiVersion: apps/v1.*?\n---\n`).Find(text)
	require.NotNil(t, deployment)
	cmd := exec.Command("kubectl", "set", "image", "--local", "-o", "json", "-f", "-", "webim=another")
	cmd.Stdin = bytes.NewReader(bytes.TrimSuffix(deployment, []byte("---\n")))
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		require.NoError(t, err, "%s", failed.Stderr)
	}
	require.NoError(t, err)
	var want, got any
	require.NoError(t, yaml.Unmarshal(deployment, &want))
	require.NoError(t, json.Unmarshal(out, &got))
	assert.Equal(t, []string{".spec.template.spec.containers.0.image"}, missingFields("", want, got))
}

// missingFields lists the parts of one value that are missing in another.
func missingFields(path string, want, got any) (list []string) {
	switch want := want.(type) {
	case map[string]any:
		there, _ := got.(map[string]any)
		for name, v := range want {
			list = append(list, missingFields(path+"."+name, v, there[name])...)
		}
	case []any:
		there, _ := got.([]any)
		for i, v := range want {
			var other any
			if i < len(there) {
				other = there[i]
			}
			list = append(list, missingFields(fmt.Sprint(path, ".", i), v, other)...)
		}
	default:
		if fmt.Sprint(want) != fmt.Sprint(got) {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}
