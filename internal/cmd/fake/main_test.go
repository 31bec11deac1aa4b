package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary the program itself, so that signals can be sent to it.
const asProgram = "FAKE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func awaitReady(t *testing.T, file string) map[string]string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		ready := map[string]string{}
		if err := json.Unmarshal(text, &ready); err != nil {
			t.Fatalf("ready file %q: %v", text, err)
		}
		return ready
	}
	t.Fatal("there is no ready file")
	return nil
}

func getSources(t *testing.T, url, caFile string) string {
	t.Helper()
	return get(t, url+"/role-store/api/v1/sources", caFile, "Bearer static-token")
}

func get(t *testing.T, url, caFile, authorization string) string {
	t.Helper()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	if caFile != "" {
		ca, err := os.ReadFile(caFile)
		if err != nil {
			t.Fatal(err)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(ca)
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	request, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", authorization)
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRun(t *testing.T) {
	t.Parallel()
	for name, secured := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			readyFile := filepath.Join(t.TempDir(), "ready.json")
			args := []string{
				"-privx", "127.0.0.1:0", "-sps", "127.0.0.1:0", "-latency", "50ms", "-sps-commit-latency", "1s",
				"-ready-file", readyFile,
			}
			if secured {
				args = append(args, "-tls")
			}
			command := program(t, args...)
			var stdout, stderr bytes.Buffer
			command.Stdout, command.Stderr = &stdout, &stderr
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}

			ready := awaitReady(t, readyFile)
			if (ready["ca_certificate"] != "") != secured || !strings.HasPrefix(ready["privx"], name+"://127.0.0.1:") {
				t.Errorf("ready file says %v", ready)
			}
			if !strings.HasPrefix(ready["sps"], name+"://127.0.0.1:") {
				t.Errorf("ready file says %v", ready)
			}
			login := "Basic " + base64.StdEncoding.EncodeToString([]byte("admin:sps-secret"))
			text := get(t, ready["sps"]+"/api/authentication", ready["ca_certificate"], login)
			if text != `{"meta":{"href":"/api/authentication","parent":"/api"}}` {
				t.Errorf("answered %s", text)
			}
			start := time.Now()
			if text := getSources(t, ready["privx"], ready["ca_certificate"]); text != `{"count":0,"items":[]}` {
				t.Errorf("answered %s", text)
			}
			if took := time.Since(start); took < 50*time.Millisecond {
				t.Errorf("answered after %v in spite of the latency", took)
			}

			if err := command.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := command.Wait(); err != nil {
				t.Errorf("ended with %v: %s", err, stderr.String())
			}
			if left, _ := filepath.Glob(filepath.Join(temporary(command), "*")); len(left) > 0 {
				t.Errorf("left behind %v", left)
			}
			if _, err := os.Stat(readyFile); err == nil {
				t.Error("the ready file is still there")
			}
			want := "export PRIVX_API_BASE_URL=" + ready["privx"] + `
export PRIVX_API_CLIENT_ID=api-client-1
export PRIVX_API_CLIENT_SECRET=api-secret
export PRIVX_API_OAUTH_CLIENT_ID=privx-external
export PRIVX_API_OAUTH_CLIENT_SECRET=oauth-secret
`
			sps := "export SPS_URL=" + ready["sps"] + `
export SPS_USERNAME=admin
export SPS_PASSWORD=sps-secret
`
			if secured {
				want += `export PRIVX_CA_CERTIFICATE="$(cat ` + ready["ca_certificate"] + ")\"\n"
				sps += `export SPS_CA_CERTIFICATE="$(cat ` + ready["ca_certificate"] + ")\"\n"
			}
			want += sps
			if stdout.String() != want {
				t.Errorf("printed\n%s\nwant\n%s", stdout.String(), want)
			}
		})
	}
}

// program is this command, with a folder of its own for temporary files.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	command := exec.CommandContext(ctx, binary, args...)
	command.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+t.TempDir())
	return command
}

func temporary(command *exec.Cmd) string {
	_, folder, _ := strings.Cut(command.Env[len(command.Env)-1], "=")
	return folder
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"nothing":      {nil, "nothing to serve"},
		"sps":          {[]string{"-privx", "127.0.0.1:0", "-sps", "nonsense"}, "-sps: "},
		"argument":     {[]string{"-privx", "127.0.0.1:0", "more"}, `unexpected argument "more"`},
		"flag":         {[]string{"-nonsense"}, "-nonsense"},
		"address":      {[]string{"-privx", "nonsense"}, "-privx: "},
		"no folder":    {[]string{"-privx", "127.0.0.1:0", "-ready-file", "/nonexistent/a"}, "/nonexistent/a"},
		"bad duration": {[]string{"-privx", "127.0.0.1:0", "-latency", "long"}, "-latency"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := run(ctx, tc.args, io.Discard, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error is %v, want %q in it", err, tc.want)
			}
		})
	}
}

func TestReadyFileOfAnEarlierRunIsRemoved(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ready.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-privx", "nonsense", "-ready-file", file}, io.Discard, io.Discard); err == nil {
		t.Fatal("served an address that is none")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is still there")
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var usage bytes.Buffer
	if err := run(t.Context(), []string{"-h"}, io.Discard, &usage); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error is %v", err)
	}
	if !strings.Contains(usage.String(), "-ready-file") {
		t.Errorf("usage is %q", usage.String())
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"/tmp/a-b_c.pem": "/tmp/a-b_c.pem", "/tmp/a b": "'/tmp/a b'", "it's": `'it'\''s'`, "": "''", "$HOME": "'$HOME'",
		"http://[::1]:80": "'http://[::1]:80'",
	} {
		if got := quoted(word); got != want {
			t.Errorf("%q became %s, want %s", word, got, want)
		}
	}
}
