package spsfake

import (
	"fmt"
	"net/http"
)

// transaction is a draft of one session: nobody else sees it before it is committed.
type transaction struct {
	draft
	base   config  // what was committed when it began
	failed *answer // of a commit that went wrong: only DELETE helps
}

func (t *transaction) changed() bool { return len(t.touched)+len(t.reordered) > 0 }

func (s *Server) transactionRoutes() []route {
	commit := newRoute(http.MethodPut, transactionPath, s.commitTransaction)
	commit.commits = true
	return []route{
		newRoute(http.MethodGet, transactionPath, s.getTransaction),
		newRoute(http.MethodPost, transactionPath, s.openTransaction),
		commit,
		newRoute(http.MethodDelete, transactionPath, s.discardTransaction),
		newRoute(http.MethodGet, transactionPath+"/changes", s.getChanges),
	}
}

func (s *Server) getTransaction(c *call) answer {
	t, status := c.session.transaction, "closed"
	meta := map[string]any{"href": transactionPath, "parent": "/api"}
	if t != nil {
		status = "open"
		meta["remaining_seconds"] = s.remaining()
		if t.changed() {
			meta["changes"] = transactionPath + "/changes"
		}
	}
	doc := map[string]any{"key": "transaction", "meta": meta}
	if s.options.OldTransactionShape {
		doc["transaction"] = map[string]any{"status": status}
		return ok(doc)
	}
	message := "optional"
	if s.options.RequireCommitMessage {
		message = "required"
	}
	doc["body"] = map[string]any{"status": status, "commit_message": message}
	return ok(doc)
}

func (s *Server) openTransaction(c *call) answer {
	if len(c.body) > 0 {
		return syntactic([]problem{{"", "The request body must be empty"}})
	}
	if c.session.transaction != nil {
		return refuse(http.StatusConflict, "TransactionAlreadyOpen", "This session has a transaction open already")
	}
	if a := s.begin(c.session); a != nil {
		return *a
	}
	return s.getTransaction(c)
}

// begin opens a transaction, or returns who holds the configuration.
func (s *Server) begin(own *session) *answer {
	if a := s.lockedFor(own); a != nil {
		return a
	}
	own.transaction = &transaction{draft: newDraft(s.config), base: s.config}
	return nil
}

// lockedFor returns who holds the configuration, apart from the session itself.
func (s *Server) lockedFor(own *session) *answer {
	holder := s.holder
	if s.options.LockMode == Exclusive {
		for _, other := range s.sessions {
			if other != own && other.transaction != nil {
				holder = Username
			}
		}
	}
	if holder == "" {
		return nil
	}
	a := refuse(http.StatusConflict, "TransactionLocked", fmt.Sprintf("The configuration is locked by %s", holder))
	a.failure.details = map[string]any{"holder": holder}
	return &a
}

func (s *Server) discardTransaction(c *call) answer {
	if c.session.transaction == nil {
		return noTransaction()
	}
	c.session.transaction = nil
	return ok(map[string]any{"meta": map[string]any{"href": transactionPath, "parent": "/api"}})
}

func noTransaction() answer {
	return refuse(http.StatusConflict, "NoTransaction",
		"No open Transaction is available. You must open a transaction first")
}

// change runs what changes the configuration, in the session's transaction; the first change opens it, where SPS is
// new enough. A change that was refused leaves nothing behind.
func (s *Server) change(run func(c *call, d *draft) answer) func(*call) answer {
	return func(c *call) answer {
		opened := false
		if c.session.transaction == nil {
			if s.options.NoAutoOpen {
				return noTransaction()
			}
			if a := s.begin(c.session); a != nil {
				return *a
			}
			opened = true
		}
		a := run(c, &c.session.transaction.draft)
		if opened && a.failure != nil {
			c.session.transaction = nil
		}
		return a
	}
}

// Lock lets somebody hold the configuration in the web interface, who is named to everybody who is about to open a
// transaction, to change something for the first time, or to commit.
func (s *Server) Lock(holder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holder = holder
}

// Unlock ends what Lock began.
func (s *Server) Unlock() { s.Lock("") }
