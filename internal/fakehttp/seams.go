// Package fakehttp holds what the fakes of both systems share: the seams through which a test watches and
// disturbs the conversation, as middleware around any handler, and certificates for serving it over TLS.
package fakehttp

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// recordedBody is how much of a request's body is kept: enough for every JSON document, not for an upload.
const recordedBody = 1 << 20

// Request is one request as the fake saw it.
type Request struct {
	Method   string
	Path     string
	RawQuery string
	// Header is without Authorization and Cookie.
	Header http.Header
	// Body is cut after 1 MiB; the handler still gets all of it.
	Body []byte
	// Status is 0 as long as no answer was sent, and for good when none was.
	Status int
	At     time.Time
}

// Seams records requests and makes them fail, hang or wait. The zero value is not usable: see NewSeams.
type Seams struct {
	mu       sync.Mutex
	random   *rand.Rand
	requests []*Request
	faults   []*armedFault
	latency  time.Duration

	closeOnce sync.Once
	closed    chan struct{}
}

// NewSeams returns seams without faults and latency; faults with a probability draw from the seed.
func NewSeams(seed uint64) *Seams {
	return &Seams{
		random: rand.New(rand.NewPCG(seed, 0)), //nolint:gosec // reproducible on purpose
		closed: make(chan struct{}),
	}
}

// Requests returns a copy of all requests so far, in the order of their arrival.
func (s *Seams) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()

	requests := make([]Request, len(s.requests))
	for i, r := range s.requests {
		requests[i] = *r
		requests[i].Header = r.Header.Clone()
		requests[i].Body = slices.Clone(r.Body)
	}
	return requests
}

// ResetRequests drops the requests recorded so far.
func (s *Seams) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// SetLatency sets how long every request waits before anything else happens to it.
func (s *Seams) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = d
}

// Close releases hanging and waiting requests, and every later one that would hang. Close the seams before an
// httptest.Server, which waits for the requests in flight.
func (s *Seams) Close() {
	s.closeOnce.Do(func() { close(s.closed) })
}

// Wrap puts the seams before a handler.
func (s *Seams) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head, err := io.ReadAll(io.LimitReader(r.Body, recordedBody))
		body := r.Body
		r = r.WithContext(r.Context()) // a handler may not change the request that it was given
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(head), body), body}

		record, fault, latency := s.arrive(r, head)
		if err != nil { // the client went away while sending
			panic(http.ErrAbortHandler)
		}
		s.wait(r, latency)

		answer := &recorder{ResponseWriter: w, sent: func(status int) { s.answered(record, status) }}
		if fault != nil {
			s.serveFault(fault, answer, r, next)
			return
		}
		next.ServeHTTP(answer, r)
		answer.finish()
	})
}

func (s *Seams) arrive(r *http.Request, body []byte) (*Request, *Fault, time.Duration) {
	header := r.Header.Clone()
	header.Del("Authorization")
	header.Del("Cookie")
	record := &Request{
		Method: r.Method, Path: r.URL.Path, RawQuery: r.URL.RawQuery, Header: header, Body: body, At: time.Now(),
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, record)
	return record, s.draw(r), s.latency
}

func (s *Seams) wait(r *http.Request, latency time.Duration) {
	if latency <= 0 {
		return
	}
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.closed:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

func (s *Seams) answered(record *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	record.Status = status
}

// recorder reports the status before the first byte leaves, so that whoever has the answer finds it in Requests.
type recorder struct {
	http.ResponseWriter
	sent func(status int)
	done bool
}

func (r *recorder) WriteHeader(status int) {
	if status >= http.StatusOK && !r.done {
		r.done = true
		r.sent(status)
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(data []byte) (int, error) {
	r.finish()
	return r.ResponseWriter.Write(data)
}

// finish records the status of a handler that returned without writing: net/http then answers 200.
func (r *recorder) finish() {
	if !r.done {
		r.done = true
		r.sent(http.StatusOK)
	}
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
