package provider_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

const aKey = "pam_privx_authorized_key"

// madeKey makes the line of an ed25519 key, another one for each number.
func madeKey(t *testing.T, number int) string {
	t.Helper()
	seed := make([]byte, ed25519.SeedSize)
	binary.BigEndian.PutUint64(seed, uint64(number)) //nolint:gosec // a number of a test
	public, ok := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("no ed25519 key")
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// newLocalUser makes a user as the console does, through the local user store.
func newLocalUser(t *testing.T, fake *acctest.PrivX, name string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"username": name, "password": map[string]any{"password": "long-enough-1"}})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fake.URL+"/local-user-store/api/v1/users",
		bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+privxfake.BearerToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var made struct {
		ID string `json:"id"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&made); err != nil || made.ID == "" {
		t.Fatalf("no user: %d %v", resp.StatusCode, err)
	}
	return made.ID
}

func userKey(user, key string, more ...string) string {
	return fmt.Sprintf("user_id = %q\nname = \"laptop\"\npublic_key = %q\n%s\n", user, key, strings.Join(more, "\n"))
}

// TestKeySpellings registers keys of all kinds in all spellings, and plans from each to each. Another spelling of the
// same key is no change.
func TestKeySpellings(t *testing.T) {
	t.Parallel()
	_, bare, _ := strings.Cut(ed25519Key, " ")
	rfc := "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"256-bit ED25519\"\n" +
		bare[:60] + "\n" + bare[60:] + "\n---- END SSH2 PUBLIC KEY ----\n"
	same := []string{ed25519Key, ed25519Key + " alice@laptop", bare, rfc}
	for _, first := range same {
		fake := newAccess(t)
		state := acctest.NewRun(t, fake.Block()).MustApply(aKey, acctest.State{}, userKey(acctest.Alice, first))
		run := acctest.NewRun(t, fake.Block())
		state = run.MustRead(aKey, state)
		for _, second := range same {
			if p := run.Plan(aKey, state, userKey(acctest.Alice, second)); len(p.Changes) > 0 || p.Replace {
				t.Errorf("from %q to %q: %v", first, second, p.Changes)
			}
		}
		if p := run.Plan(aKey, state, userKey(acctest.Alice, rsaKey)); !p.Replace {
			t.Error("another key does not replace the old one")
		}
		if got := state.Attribute(t, "fingerprints"); !strings.Contains(got, "SHA256:") {
			t.Errorf("fingerprints: %q", got)
		}
		if got := state.Attribute(t, "username"); got != "alice" {
			t.Errorf("username: %q", got)
		}
	}
	for _, key := range []string{rsaKey, ecdsaKey} {
		fake := newAccess(t)
		acctest.NewRun(t, fake.Block()).MustApply(aKey, acctest.State{}, userKey(acctest.Alice, key))
	}
}

// TestKeyValidity has the server decide, dates, and a duration, lets time pass, and changes the one into the other.
func TestKeyValidity(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	fake.SetClock(clock)
	run := acctest.NewRunAt(t, fake.Block(), clock)
	byDefault := userKey(acctest.Alice, ed25519Key)
	state := run.MustApply(aKey, acctest.State{}, byDefault)
	if got := state.Attribute(t, "not_after"); got != "2028-02-29T12:00:00Z" {
		t.Errorf("the server's own end is %s", got)
	}
	// expires_in on the wire runs down; nothing of it shows, and an update of something else does not begin anew.
	now = now.Add(90 * 24 * time.Hour)
	run = acctest.NewRunAt(t, fake.Block(), clock)
	state = run.MustRead(aKey, state)
	if p := run.Plan(aKey, state, byDefault); len(p.Changes) > 0 {
		t.Errorf("time passed, and the plan changes %v", p.Changes)
	}
	renamed := strings.Replace(byDefault, "laptop", "desk", 1)
	state = run.MustApply(aKey, state, renamed)
	if got := state.Attribute(t, "not_after"); got != "2028-02-29T12:00:00Z" {
		t.Errorf("renaming moved the end to %s", got)
	}
	// A duration begins a validity now.
	short := renamed + "valid_for = \"720h\"\n"
	state = run.MustApply(aKey, state, short)
	if got := state.Attribute(t, "not_after"); got != "2026-06-29T12:00:00Z" {
		t.Errorf("30 days from now end at %s", got)
	}
	now = now.Add(24 * time.Hour)
	run = acctest.NewRunAt(t, fake.Block(), clock)
	state = run.MustRead(aKey, state)
	for _, spelling := range []string{"720h", "43200m"} {
		if p := run.Plan(aKey, state, renamed+fmt.Sprintf("valid_for = %q\n", spelling)); len(p.Changes) > 0 {
			t.Errorf("%s: the plan changes %v", spelling, p.Changes)
		}
	}
	// Dates in another zone are the same dates.
	dates := renamed + "not_before = \"2026-03-01T12:00:00+02:00\"\nnot_after = \"2026-12-01T00:00:00Z\"\n"
	state = run.MustApply(aKey, state, dates)
	run = acctest.NewRunAt(t, fake.Block(), clock)
	state = run.MustRead(aKey, state)
	inUTC := strings.Replace(dates, "2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00Z", 1)
	if p := run.Plan(aKey, state, inUTC); len(p.Changes) > 0 {
		t.Errorf("the same instant plans %v", p.Changes)
	}
	// Taken out, the dates stay what they were.
	if p := run.Plan(aKey, state, renamed); len(p.Changes) > 0 {
		t.Errorf("dates taken out plan %v", p.Changes)
	}
	// The server deletes what has ended. It stays in the state; what was deleted before does not.
	fake.Remove("authorized_keys/" + strings.Split(state.Attribute(t, "id"), "/")[1])
	if acctest.NewRunAt(t, fake.Block(), clock).MustRead(aKey, state).Exists() {
		t.Error("a key that was deleted before its end is in the state")
	}
	now = now.Add(365 * 24 * time.Hour)
	if !acctest.NewRunAt(t, fake.Block(), clock).MustRead(aKey, state).Exists() {
		t.Error("a key that has ended is not in the state")
	}
}

// TestKeyAddresses spells networks in other ways.
func TestKeyAddresses(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	with := func(addresses string) string {
		return userKey(acctest.Alice, ed25519Key, "source_address = "+addresses)
	}
	state := acctest.NewRun(t, fake.Block()).MustApply(aKey, acctest.State{},
		with(`["192.0.2.77/24", "2001:DB8::0:1", "198.51.100.7"]`))
	run := acctest.NewRun(t, fake.Block())
	state = run.MustRead(aKey, state)
	for _, same := range []string{
		`["198.51.100.7/32", "192.0.2.0/24", "2001:db8::1/128"]`, `["2001:db8::1", "192.0.2.1/24", "198.51.100.7"]`,
	} {
		if p := run.Plan(aKey, state, with(same)); len(p.Changes) > 0 {
			t.Errorf("%s plans %v", same, p.Changes)
		}
	}
	if p := run.Plan(aKey, state, with(`["192.0.2.0/25", "2001:db8::1", "198.51.100.7"]`)); len(p.Changes) != 1 {
		t.Errorf("another network plans %v", p.Changes)
	}
}

// TestKeyMoves moves a key to another user: by replacement in one resource, and by two resources at the same time, of
// which the new one has to wait for the old one to be deleted.
func TestKeyMoves(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(aKey, acctest.State{}, userKey(acctest.Alice, ed25519Key))
	if p := run.Plan(aKey, state, userKey(acctest.Bob, ed25519Key)); !p.Replace {
		t.Error("another user does not replace the key")
	}
	deleted := make(chan struct{})
	go func() {
		defer close(deleted)
		awaitStatus(fake.Seams, http.StatusBadRequest) // another user has the key
		run.Destroy(aKey, state).MustSucceed(t)
	}()
	run.MustApply(aKey, acctest.State{}, userKey(acctest.Bob, ed25519Key))
	<-deleted
	there := fake.Documents("authorized_keys")
	if len(there) != 1 || there[0]["user_id"] != acctest.Bob {
		t.Errorf("keys: %v", there)
	}
	// The same key twice in one run; and one that an interrupted run has left, to which the message leads.
	_, diags := run.Apply(aKey, acctest.State{}, userKey(acctest.Bob, ed25519Key))
	diags.MustFail(t, "", "this configuration has the same key twice for the user")
	run = acctest.NewRun(t, fake.Block())
	_, diags = run.Apply(aKey, acctest.State{}, userKey(acctest.Bob, ed25519Key))
	diags.MustFail(t, "", fmt.Sprintf("import it by that id (an import block, or terraform import ADDRESS %s/%v)",
		acctest.Bob, there[0]["id"]))
}

// TestKeyOfCurrentUser leaves the user out.
func TestKeyOfCurrentUser(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	body := fmt.Sprintf("name = \"robot\"\npublic_key = %q", ed25519Key)
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(aKey, acctest.State{}, body)
	id := state.Attribute(t, "id")
	if !strings.HasPrefix(id, "current/") || state.Attribute(t, "username") != privxfake.APIClientID {
		t.Errorf("id %s, username %s", id, state.Attribute(t, "username"))
	}
	imported, diags := acctest.NewRun(t, fake.Block()).Import(aKey, id)
	diags.MustSucceed(t)
	if p := run.Plan(aKey, imported, body); len(p.Changes) > 0 {
		t.Errorf("the plan after the import changes %v", p.Changes)
	}
	run.Destroy(aKey, state).MustSucceed(t)
	if left := fake.Documents("authorized_keys"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestKeyAnswerLost loses the answer to a registration: one key, adopted.
func TestKeyAnswerLost(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	fake.Fail(fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Method: http.MethodPost, Path: "authorizedkeys$", Times: 1})
	state := acctest.NewRun(t, fake.Block()).MustApply(aKey, acctest.State{}, userKey(acctest.Alice, ed25519Key))
	there := fake.Documents("authorized_keys")
	if len(there) != 1 || !strings.HasSuffix(state.Attribute(t, "id"), fmt.Sprint(there[0]["id"])) {
		t.Errorf("keys: %v", there)
	}
}

// TestKeyUpdatedButUnreadable has PrivX refuse to show a key after its change: the state holds what was made, and the
// next refresh the rest.
func TestKeyUpdatedButUnreadable(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	body := func(length string) string {
		return userKey(acctest.Alice, ed25519Key) + fmt.Sprintf("valid_for = %q\n", length)
	}
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(aKey, acctest.State{}, body("24h"))
	fake.Fail(fakehttp.Fault{Status: http.StatusForbidden, Method: http.MethodGet, Path: "authorizedkeys", Skip: 1})
	state, diags := run.Apply(aKey, state, body("48h"))
	fake.ClearFaults()
	diags.MustSucceed(t)
	w := strings.Join(diags.Warnings(), " ")
	if !strings.Contains(w, "was updated, but could not be read") || state.Attribute(t, "valid_for") != "48h" {
		t.Errorf("warnings: %q, state %v", w, state.Value)
	}
	state = run.MustRead(aKey, state)
	if changes := run.Plan(aKey, state, body("48h")).Changes; len(changes) > 0 {
		t.Errorf("the next plan changes %v", changes)
	}
}

// TestSettingsOfOthers keeps what the console wrote, in any order of changes.
func TestSettingsOfOthers(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	where := "settings/" + acctest.Alice
	fake.Edit(where, func(doc map[string]any) { doc["bookmarks"] = map[string]any{"hosts": []any{"a", "b"}} })
	body := func(json string) string {
		return fmt.Sprintf("user_id = %q\nsettings = %q", acctest.Alice, json)
	}
	const settings = "pam_privx_user_settings"
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(settings, acctest.State{}, body(`{"locale": {"locale": "fi_FI"}, "scale": 1.50}`))
	run = acctest.NewRun(t, fake.Block())
	state = run.MustRead(settings, state)
	respelt := body("{\"scale\":1.5,\n\"locale\":{\"locale\":\"fi_FI\"},\"gone\":null}")
	if p := run.Plan(settings, state, respelt); len(p.Changes) > 0 {
		t.Errorf("another spelling plans %v", p.Changes)
	}
	fake.Edit(where, func(doc map[string]any) { doc["connectionHistory"] = []any{"x"} })
	state = run.MustApply(settings, run.MustRead(settings, state), body(`{"theme": "dark"}`))
	keys := func() (out []string) {
		for key := range fake.Document(where) {
			out = append(out, key)
		}
		slices.Sort(out)
		return out
	}
	if got := keys(); !slices.Equal(got, []string{"bookmarks", "connectionHistory", "theme"}) {
		t.Errorf("keys: %v", got)
	}
	run.Destroy(settings, state).MustSucceed(t)
	if got := keys(); !slices.Equal(got, []string{"bookmarks", "connectionHistory"}) {
		t.Errorf("keys after the destroy: %v", got)
	}
}

// TestMFAReset resets by trigger only, and once.
func TestMFAReset(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	const mfa = "pam_privx_user_mfa"
	body := func(triggers string) string {
		return fmt.Sprintf("user_id = %q\nenabled = true\nreset_triggers = %s", acctest.Alice, triggers)
	}
	resets := func() int { return fake.Count(http.MethodPost, "/role-store/api/v1/users/mfa/reset") }
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(mfa, acctest.State{}, body(`{ phone = "1" }`))
	if resets() != 0 {
		t.Error("creating reset the factor")
	}
	state = run.MustApply(mfa, state, body(`{ phone = "2" }`))
	if resets() != 1 {
		t.Errorf("%d resets", resets())
	}
	run = acctest.NewRun(t, fake.Block())
	if p := run.Plan(mfa, run.MustRead(mfa, state), body(`{ phone = "2" }`)); len(p.Changes) > 0 {
		t.Errorf("the plan after a reset changes %v", p.Changes)
	}
	// An answer that is lost: the reset is not repeated by itself.
	fake.Fail(fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Method: http.MethodPost, Path: "mfa/reset"})
	if _, diags := run.Apply(mfa, state, body(`{ phone = "3" }`)); !diags.Failed() || resets() != 2 {
		t.Errorf("%d resets", resets())
	}
	fake.ClearFaults()
	diags := run.Destroy(mfa, state)
	if diags.MustSucceed(t); len(diags.Warnings()) != 1 {
		t.Errorf("destroying says %v", diags)
	}
	for path, text := range map[string]string{
		"state": fmt.Sprint(state.Value), "log of requests": fmt.Sprint(fake.Document("users/" + acctest.Alice)["mfa"]),
	} {
		if path == "state" && strings.Contains(text, "seed") {
			t.Errorf("the %s holds the seed: %s", path, text)
		}
	}
}

// TestMobileGateway registers, explains a gateway that cannot be reached, and refuses to destroy.
func TestMobileGateway(t *testing.T) {
	t.Parallel()
	const gateway = "pam_privx_mobile_gateway"
	for name, options := range map[string]privxfake.Options{"DELETE": {}, "POST": {RefuseUnregisterDelete: true}} {
		fake := acctest.NewPrivX(t, options)
		fake.Fail(fakehttp.Fault{
			Status: http.StatusBadGateway, Path: "mobilegw/register",
			Body: `{"error_code":"GENERAL_ERROR","error_message":"interacting with the mobilegw has gone wrong"}`,
		})
		run := acctest.NewRun(t, fake.Block())
		_, diags := run.Apply(gateway, acctest.State{}, "")
		diags.MustFail(t, "", "a way out to mobilegw.privx.io:443")
		fake.ClearFaults()
		fake.Fail(fakehttp.Fault{Kind: fakehttp.AppliedNoAnswer, Path: "mobilegw/register", Times: 1})
		state := run.MustApply(gateway, acctest.State{}, "")
		if state.Attribute(t, "status") != "REGISTERED" ||
			!strings.HasPrefix(state.Attribute(t, "product_id"), "product-sha256-") {
			t.Errorf("%s: state %v", name, state.Value)
		}
		run.Destroy(gateway, state).MustFail(t, "", "deletion_protection = false")
		state = run.MustApply(gateway, state, "deletion_protection = false")
		run.Destroy(gateway, state).MustSucceed(t)
		if got := fake.Document("mobile_gateway/mobile_gateway")["status"]; got != "UNREGISTERED" {
			t.Errorf("%s: after the destroy: %v", name, got)
		}
	}
}

// TestSettingsImportKeepsOthers imports a document and configures a part of it: the rest stays.
func TestSettingsImportKeepsOthers(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	const settings = "pam_privx_user_settings"
	where := "settings/" + acctest.Alice
	fake.Edit(where, func(doc map[string]any) {
		doc["bookmarks"], doc["theme"], doc["scale"] = []any{"a"}, "light", 1
	})
	run := acctest.NewRun(t, fake.Block())
	state, diags := run.Import(settings, acctest.Alice)
	diags.MustSucceed(t)
	body := func(json string) string { return fmt.Sprintf("user_id = %q\nsettings = %q", acctest.Alice, json) }
	state = run.MustApply(settings, state, body(`{"theme":"dark","scale":1}`))
	if doc := fake.Document(where); doc["theme"] != "dark" || doc["bookmarks"] == nil {
		t.Errorf("the document is %v", doc)
	}
	// From now on both are ours.
	run.MustApply(settings, state, body(`{"theme":"dark"}`))
	if doc := fake.Document(where); doc["scale"] != nil || doc["bookmarks"] == nil {
		t.Errorf("the document is %v", doc)
	}
}

// TestMFAResetOfExempt resets a user who is exempt, and exempts him again.
func TestMFAResetOfExempt(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	const mfa = "pam_privx_user_mfa"
	body := func(trigger string) string {
		return fmt.Sprintf("user_id = %q\nenabled = false\nreset_triggers = { n = %q }", acctest.Alice, trigger)
	}
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(mfa, acctest.State{}, body("1"))
	state = run.MustApply(mfa, state, body("2"))
	run = acctest.NewRun(t, fake.Block())
	if p := run.Plan(mfa, run.MustRead(mfa, state), body("2")); len(p.Changes) > 0 {
		t.Errorf("the plan after the reset changes %v", p.Changes)
	}
}

// TestFloatingLengthChanges changes the length of a grant that has begun, which is then granted anew.
func TestFloatingLengthChanges(t *testing.T) {
	t.Parallel()
	fake := newAccess(t)
	hours := func(n int) string {
		return userRole(acctest.Alice, acctest.LinuxAdmins, `grant_type = "FLOATING"`, fmt.Sprint("floating_length = ", n))
	}
	run := acctest.NewRun(t, fake.Block())
	state := run.MustApply(aGrant, acctest.State{}, hours(8))
	fake.StartFloating(acctest.Alice, acctest.LinuxAdmins)
	state = run.MustRead(aGrant, state)
	run.MustApply(aGrant, state, hours(24))
	if g := fake.Grants(acctest.Alice)[0]; g["grant_type"] != "FLOATING" || number(g["floating_length"]) != 24 {
		t.Errorf("the grant is %v", g)
	}
}
