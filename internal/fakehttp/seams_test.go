package fakehttp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// counter counts what was executed and echoes the body.
type counter struct{ executed atomic.Int32 }

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.executed.Add(1)
	if r.URL.Path == "/silent" {
		return
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(body)
}

func serve(t *testing.T) (*Seams, *counter, *httptest.Server) {
	t.Helper()
	seams, handler := NewSeams(1), &counter{}
	server := httptest.NewServer(seams.Wrap(handler))
	t.Cleanup(server.Close)
	t.Cleanup(seams.Close)
	return seams, handler, server
}

// send posts, because net/http itself repeats a GET whose connection was cut.
func send(ctx context.Context, t *testing.T, client *http.Client, url, body string) (*http.Response, string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer secret")
	request.Header.Set("Cookie", "session=secret")
	request.Header.Set("X-Test", "kept")
	response, err := client.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response, string(text), err
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	seams, _, server := serve(t)

	if _, text, err := send(t.Context(), t, server.Client(), server.URL+"/a?b=c", "hello"); err != nil || text != "hello" {
		t.Fatalf("answer %q, %v", text, err)
	}
	if _, _, err := send(t.Context(), t, server.Client(), server.URL+"/silent", ""); err != nil {
		t.Fatal(err)
	}

	requests := seams.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests, want 2", len(requests))
	}
	r := requests[0]
	if r.Method != "POST" || r.Path != "/a" || r.RawQuery != "b=c" || string(r.Body) != "hello" || r.Status != 201 {
		t.Errorf("recorded %+v", r)
	}
	if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || r.Header.Get("X-Test") != "kept" {
		t.Errorf("recorded header %v", r.Header)
	}
	if requests[1].Status != 200 {
		t.Errorf("a silent handler's status is %d, want 200", requests[1].Status)
	}

	requests[0].Body[0] = 'X'
	if got := string(seams.Requests()[0].Body); got != "hello" {
		t.Errorf("Requests is no copy: body is now %q", got)
	}
	seams.ResetRequests()
	if n := len(seams.Requests()); n != 0 {
		t.Errorf("%d requests after ResetRequests", n)
	}
}

func TestLongBodyReachesTheHandlerWhole(t *testing.T) {
	t.Parallel()
	seams, _, server := serve(t)
	long := strings.Repeat("x", recordedBody+10)

	_, text, err := send(t.Context(), t, server.Client(), server.URL, long)
	if err != nil || text != long {
		t.Fatalf("%d bytes came back, want %d (%v)", len(text), len(long), err)
	}
	if n := len(seams.Requests()[0].Body); n != recordedBody {
		t.Errorf("%d bytes recorded, want %d", n, recordedBody)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	seams, _, server := serve(t)
	const latency = 60 * time.Millisecond
	seams.SetLatency(latency)

	start := time.Now()
	if _, _, err := send(t.Context(), t, server.Client(), server.URL, ""); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < latency {
		t.Errorf("took %v, want at least %v", took, latency)
	}
}

func TestCloseReleasesAndIsIdempotent(t *testing.T) {
	t.Parallel()
	seams, handler, server := serve(t)
	seams.Fail(Fault{Kind: AppliedHang})

	var wg sync.WaitGroup
	wg.Go(func() {
		if _, _, err := send(t.Context(), t, server.Client(), server.URL, ""); err == nil {
			t.Error("a request that hung was answered")
		}
	})
	for handler.executed.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	seams.Close()
	seams.Close()
	wg.Wait()
	if status := seams.Requests()[0].Status; status != 0 {
		t.Errorf("status of a request without an answer is %d", status)
	}
}

func TestHangEndsWithTheClient(t *testing.T) {
	t.Parallel()
	seams, handler, server := serve(t)
	seams.Fail(Fault{Kind: Hang})

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := send(ctx, t, server.Client(), server.URL, "body"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline's", err)
	}
	if n := handler.executed.Load(); n != 0 {
		t.Errorf("a hanging request was executed %d times", n)
	}
}
