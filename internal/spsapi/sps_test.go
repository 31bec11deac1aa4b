package spsapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/rest"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

const (
	configuration = "/api/configuration/"
	transaction   = "/api/transaction"
	authenticate  = "/api/authentication"
	passwords     = "/api/configuration/passwords"
	groupsPath    = "/api/configuration/aaa/local_database/groups"
	usersPath     = "/api/configuration/aaa/local_database/users"
	storesPath    = "/api/configuration/trust_stores"
	methodsPath   = "/api/configuration/aaa/login_methods"
)

type object struct {
	Key string
	Doc map[string]any
}

// state is the configuration: objects in order, by collection.
type state map[string][]object

func (s state) clone() state {
	encoded, _ := json.Marshal(s)
	copied := state{}
	exact(encoded, &copied)
	return copied
}

// exact decodes without a loss of digits.
func exact(encoded []byte, v any) {
	d := json.NewDecoder(bytes.NewReader(encoded))
	d.UseNumber()
	_ = d.Decode(v)
}

func (s state) find(path string) (collection string, i int) {
	collection = path[:strings.LastIndex(path, "/")]
	return collection, slices.IndexFunc(s[collection], func(o object) bool { return o.Key == path[len(collection)+1:] })
}

// uses counts how often a key is referred to.
func (s state) uses(key string) int {
	n := 0
	for _, objects := range s {
		for _, o := range objects {
			encoded, _ := json.Marshal(o.Doc)
			n += strings.Count(string(encoded), `"`+key+`"`)
		}
	}
	return n
}

// sps is just enough of an SPS to disturb the engine: sessions, transactions with a snapshot, password objects of one
// use, objects in use. It refuses the name "bad" when written and "poison" when committed.
type sps struct {
	*fakehttp.Seams

	mu        sync.Mutex
	committed state
	// open is the transaction of each session, nil when closed.
	open    map[string]state
	next    int
	commits []map[string]any
	// plain is what was put into password objects, by key.
	plain map[string]string

	bodies   bool   // lists hold bodies
	oldShape bool   // of /api/transaction
	message  string // the enum
	loggedIn []*http.Request

	// demands is the answer to a commit without a message, which is taken where it is nil.
	demands *answer

	// commitAnswer is the answer to the next commitAnswers commits, to all of them if that is negative.
	commitAnswer  answer
	commitAnswers int
	// commitHappens says whether these commits happen.
	commitHappens bool
}

// answer is an answer as it stands.
type answer struct {
	status int
	body   string
}

func (a answer) write(w http.ResponseWriter) {
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func (s *sps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == authenticate && r.Method == http.MethodDelete {
		if cookie, err := r.Cookie("session_id"); err == nil {
			delete(s.open, cookie.Value)
		}
		reply(w, 200, map[string]any{"meta": map[string]any{"href": authenticate}})
		return
	}
	if r.URL.Path == authenticate {
		s.next++
		s.loggedIn = append(s.loggedIn, r)
		cookie := fmt.Sprintf("%040d", s.next)
		s.open[cookie] = nil
		// A cookie that is over already, by the clock of this machine.
		w.Header().Add("Set-Cookie", "ticket=TICKET; Path=/")
		w.Header().Add("Set-Cookie", "session_id="+cookie+
			"; expires=Thu, 01 Jan 2015 00:00:00 GMT; HttpOnly; Max-Age=600; Path=/; Secure")
		reply(w, 200, map[string]any{"meta": map[string]any{"href": authenticate}})
		return
	}
	cookie, err := r.Cookie("session_id")
	var known bool
	if err == nil {
		_, known = s.open[cookie.Value]
	}
	if !known {
		refuse(w, 401, "Unauthenticated", "The requested resource cannot be retrieved",
			map[string]any{"resource": r.URL.Path})
		return
	}
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == transaction {
		s.transaction(w, r, cookie.Value, body)
		return
	}
	s.object(w, r, cookie.Value, body)
}

func (s *sps) transaction(w http.ResponseWriter, r *http.Request, cookie string, body []byte) {
	switch r.Method {
	case http.MethodPost:
		if r.Header.Get("Content-Length") == "" && r.ContentLength != 0 {
			refuse(w, 411, "", "Length Required", nil)
			return
		}
		s.open[cookie] = s.committed.clone()
	case http.MethodDelete:
		s.open[cookie] = nil
		reply(w, 200, map[string]any{"meta": map[string]any{"href": transaction}})
		return
	case http.MethodPut:
		if s.open[cookie] == nil {
			refuse(w, 409, "NoTransaction", "No open Transaction is available", nil)
			return
		}
		var commit map[string]any
		_ = json.Unmarshal(body, &commit)
		if s.demands != nil && commit["commit_message"] == nil {
			s.demands.write(w)
			return
		}
		if s.message == "required" && commit["commit_message"] == nil {
			refuse(w, 400, "SemanticError", "a commit message is required", nil)
			return
		}
		for _, objects := range s.open[cookie] {
			for _, o := range objects {
				if o.Doc["name"] == "poison" {
					refuse(w, 422, "TransactionProcessingError", "poison cannot be deployed",
						map[string]any{"object": o.Key})
					return
				}
			}
		}
		strange := s.commitAnswers != 0
		if strange {
			s.commitAnswers--
			defer s.commitAnswer.write(w)
			if !s.commitHappens {
				return
			}
		}
		s.commits = append(s.commits, commit)
		s.committed, s.open[cookie] = s.open[cookie], nil
		if strange {
			return
		}
	}
	status := map[string]any{"status": "closed"}
	if s.open[cookie] != nil {
		status["status"] = "open"
	}
	if s.message != "" {
		status["commit_message"] = s.message
	}
	name := "body"
	if s.oldShape {
		name = "transaction"
	}
	reply(w, 200, map[string]any{"key": "transaction", name: status, "meta": map[string]any{"href": transaction}})
}

func (s *sps) object(w http.ResponseWriter, r *http.Request, cookie string, body []byte) {
	view := s.open[cookie]
	if r.Method == http.MethodGet {
		if view == nil {
			view = s.committed
		}
		s.show(w, r.URL.Path, view)
		return
	}
	if view == nil {
		refuse(w, 409, "NoTransaction", "No open Transaction is available", nil)
		return
	}
	var doc map[string]any
	exact(body, &doc)
	if doc["name"] == "bad" {
		refuse(w, 400, "SemanticError", "the name bad is bad", map[string]any{"name": "bad"})
		return
	}
	for _, o := range view[r.URL.Path] {
		if doc["name"] != nil && o.Doc["name"] == doc["name"] {
			refuse(w, 400, "SemanticError", "the name is taken", nil)
			return
		}
	}
	meta := map[string]any{"href": r.URL.Path, "parent": "/api", "transaction": transaction}
	if r.URL.Path == methodsPath+"/@order" {
		var order []string
		_ = json.Unmarshal(body, &order)
		slices.SortStableFunc(view[methodsPath], func(a, b object) int {
			return slices.Index(order, a.Key) - slices.Index(order, b.Key)
		})
		reply(w, 200, map[string]any{"meta": meta})
		return
	}
	if r.Method == http.MethodPost {
		s.next++
		key := fmt.Sprintf("key-%d", s.next)
		if r.URL.Path == passwords {
			s.plain[key], _ = doc["plain"].(string)
			doc = map[string]any{}
		}
		view[r.URL.Path] = append(view[r.URL.Path], object{key, doc})
		if !s.onePassword(w, view) {
			view[r.URL.Path] = view[r.URL.Path][:len(view[r.URL.Path])-1]
			return
		}
		meta["href"] = r.URL.Path + "/" + key
		reply(w, 201, map[string]any{"key": key, "meta": meta})
		return
	}
	collection, i := view.find(r.URL.Path)
	if i < 0 {
		refuse(w, 404, "NotFound", "The requested object does not exist.", map[string]any{"resource": r.URL.Path})
		return
	}
	if r.Method == http.MethodDelete {
		if view.uses(view[collection][i].Key) > 0 {
			refuse(w, 400, "SemanticError", "the object is in use", nil)
			return
		}
		view[collection] = slices.Delete(view[collection], i, i+1)
	} else {
		before := view[collection][i]
		view[collection][i].Doc = doc
		if !s.onePassword(w, view) {
			view[collection][i] = before
			return
		}
	}
	reply(w, 200, map[string]any{"meta": meta})
}

func (s *sps) onePassword(w http.ResponseWriter, view state) bool {
	for _, o := range view[passwords] {
		if view.uses(o.Key) > 1 {
			refuse(w, 400, "SemanticError", "You tried to reuse a password object.", nil)
			return false
		}
	}
	return true
}

func (s *sps) show(w http.ResponseWriter, path string, view state) {
	_, isCollection := view[path]
	if collection, i := view.find(path); i >= 0 && !isCollection {
		o := view[collection][i]
		reply(w, 200, map[string]any{
			"key": o.Key, "body": expand(o.Doc),
			"meta": map[string]any{"href": path, "next": nil},
		})
		return
	}
	if !isCollection {
		refuse(w, 404, "NotFound", "The requested object does not exist.", nil)
		return
	}
	items := []any{}
	for _, o := range view[path] {
		item := map[string]any{"key": o.Key, "meta": map[string]any{"href": path + "/" + o.Key}}
		if s.bodies {
			item["body"] = expand(o.Doc)
		}
		items = append(items, item)
	}
	reply(w, 200, map[string]any{"items": items, "meta": map[string]any{"href": path}})
}

// expand turns keys into references, wherever they are.
func expand(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = expand(e)
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			out = append(out, expand(e))
		}
		return out
	case string:
		if strings.HasPrefix(v, "key-") {
			return map[string]any{"key": v, "meta": map[string]any{"href": configuration + v}}
		}
	}
	return v
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, kind, message string, details any) {
	reply(w, status, map[string]any{"error": map[string]any{"type": kind, "message": message, "details": details}})
}

// edit changes the committed configuration, as another administrator does.
func (s *sps) edit(f func(state)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.committed)
}

// add puts an object there.
func (s *sps) add(collection, key string, doc map[string]any) {
	s.edit(func(st state) { st[collection] = append(st[collection], object{key, doc}) })
}

// docs returns the committed objects of a collection by name.
func (s *sps) docs(collection string) map[string]map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[string]map[string]any{}
	for _, o := range s.committed[collection] {
		name, _ := o.Doc["name"].(string)
		if found[name] != nil {
			name += " again"
		}
		found[name] = o.Doc
	}
	return found
}

// log returns the requests to the transaction and the configuration, shortened.
func (s *sps) log() []string {
	var lines []string
	for _, r := range s.Requests() {
		path := r.Path
		switch path {
		case transaction:
			path = "transaction"
		case authenticate:
			path = "login"
		}
		path = strings.TrimPrefix(path, configuration)
		path = path[strings.LastIndex(path, "/")+1:]
		if strings.HasPrefix(path, "key-") {
			path = "key"
		}
		lines = append(lines, r.Method+" "+path)
	}
	return lines
}

func (s *sps) count(method, path string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Method == method && r.Path == path {
			n++
		}
	}
	return n
}

// openTransactions counts those that nobody ended.
func (s *sps) openTransactions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, st := range s.open {
		if st != nil {
			n++
		}
	}
	return n
}

// sessions counts those that nobody ended.
func (s *sps) sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// expire ends all sessions, and their transactions with them.
func (s *sps) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.open)
}

func newSPS() *sps {
	return &sps{
		Seams: fakehttp.NewSeams(1), open: map[string]state{}, plain: map[string]string{}, bodies: true,
		message:   "optional",
		committed: state{groupsPath: nil, usersPath: nil, storesPath: nil, methodsPath: nil},
	}
}

func start(t *testing.T, edits ...func(*spsapi.Config)) (*spsapi.Client, *sps) {
	t.Helper()
	s := newSPS()
	server := httptest.NewServer(s.Wrap(s))
	t.Cleanup(server.Close)
	t.Cleanup(s.Close)
	c := config(server.URL)
	for _, edit := range edits {
		edit(&c)
	}
	client, err := spsapi.New(c)
	must(t, err)
	t.Cleanup(func() {
		for range 3000 { // the worker may be rolling back for a caller who left
			if s.openTransactions() == 0 {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Error("a transaction was left open")
	})
	return client, s
}

// hangTime is how long a client waits for an answer that never comes. What is answered must be so within it, on a busy
// machine too.
const hangTime = 3 * time.Second

func config(url string) spsapi.Config {
	return spsapi.Config{
		Config:   rest.Config{URL: url, MaxRetries: 2, MinBackoff: time.Millisecond},
		Username: "admin", Password: "sps-secret", GatherTime: 20 * time.Millisecond,
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	a, b := pretty(got), pretty(want)
	if a != b {
		t.Errorf("%s is\n%s\nwant\n%s", what, a, b)
	}
}

// same compares objects whole: their JSON lacks what is not theirs on the wire, such as the key.
func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is\n%+v\nwant\n%+v", what, got, want)
	}
}

func pretty(v any) string {
	encoded, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(encoded)
}

// together makes changes in one batch, in this order, and returns their errors.
func together(c *spsapi.Client, changes ...func() error) []error {
	errs := make([]error, len(changes))
	var wg sync.WaitGroup
	release := c.Plug()
	for i, change := range changes {
		waiting := c.Waiting()
		var ended atomic.Bool
		wg.Go(func() {
			errs[i] = change()
			ended.Store(true)
		})
		for c.Waiting() == waiting && !ended.Load() {
			time.Sleep(100 * time.Microsecond)
		}
	}
	release()
	wg.Wait()
	return errs
}

func names(docs map[string]map[string]any) []string { return slices.Sorted(maps.Keys(docs)) }
