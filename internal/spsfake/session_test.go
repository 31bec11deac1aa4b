package spsfake

import (
	"net/http"
	"testing"
)

func TestLogout(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	if status, _ := c.send("POST", transactionPath, ""); status != http.StatusOK {
		t.Fatalf("opening answered %d", status)
	}
	if status, _ := c.send("DELETE", authenticationPath, ""); status != http.StatusOK {
		t.Errorf("logging out answered %d", status)
	}
	if c.fake.Sessions() != 0 || c.fake.OpenTransactions() != 0 {
		t.Errorf("%d sessions, %d transactions", c.fake.Sessions(), c.fake.OpenTransactions())
	}
	if status, _ := c.send("GET", transactionPath, ""); status != http.StatusUnauthorized {
		t.Errorf("the session that ended is answered %d", status)
	}
	old := start(t, Options{NoLogout: true})
	if status, _ := old.send("DELETE", authenticationPath, ""); status != http.StatusMethodNotAllowed {
		t.Errorf("logging out answered %d", status)
	}
}

func TestMaxSessions(t *testing.T) {
	t.Parallel()
	for _, status := range []int{0, http.StatusUnauthorized} {
		c := start(t, Options{MaxSessions: 2, MaxSessionsStatus: status}) // logs in
		login := func() int {
			header := http.Header{"Authorization": {basic(Username, Password)}}
			response, _ := c.do("GET", authenticationPath, "", header)
			return response.StatusCode
		}
		want := status
		if want == 0 {
			want = http.StatusServiceUnavailable
		}
		if first, second := login(), login(); first != http.StatusOK || second != want {
			t.Errorf("logins answered %d and %d, want %d at last", first, second, want)
		}
		c.send("DELETE", authenticationPath, "")
		if again := login(); again != http.StatusOK {
			t.Errorf("after a logout, a login answered %d", again)
		}
	}
}
