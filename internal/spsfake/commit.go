package spsfake

import (
	"net/http"
	"slices"
)

// commitFields: one page calls the message commit_message, a client that is said to work calls it message.
var commitFields = record{
	"status": oneOf{"commit"}, "commit_message": optional{text{}}, "message": optional{text{}},
}

func (s *Server) commitTransaction(c *call) answer {
	t := c.session.transaction
	if t == nil {
		return noTransaction()
	}
	doc, problems := c.document()
	if problems == nil {
		problems = commitFields.check("", doc)
	}
	if problems == nil && s.options.RequireCommitMessage && empty(doc["commit_message"]) && empty(doc["message"]) {
		problems = wrong("commit_message", "a commit message is required")
	}
	if problems != nil {
		return syntactic(problems)
	}
	if t.failed != nil {
		return *t.failed
	}
	if a := s.lockedFor(c.session); a != nil {
		return *a
	}
	if a := s.drawFailure(t); a != nil {
		t.failed = a
		return *a
	}
	merged, conflict := s.merge(t)
	if conflict != "" {
		return refuse(http.StatusConflict, "TransactionConflict", conflict)
	}
	s.config = merged
	s.commits++
	c.session.transaction = nil
	return s.getTransaction(c)
}

func empty(value any) bool {
	s, _ := value.(string)
	return s == ""
}

// merge returns what was committed meanwhile with a transaction in it, or who was faster.
func (s *Server) merge(t *transaction) (merged config, conflict string) {
	t.dropUnused()
	merged = s.config.clone()
	for _, p := range t.touched {
		if s.config.find(p) != t.base.find(p) {
			return nil, p.href() + " was changed by another user in the meantime"
		}
		merged.put(p, t.config.find(p))
	}
	for _, collection := range t.reordered {
		if !slices.Equal(s.config[collection].order, t.base[collection].order) {
			return nil, hrefOf(collection) + " was reordered by another user in the meantime"
		}
		merged[collection].order = slices.Clone(t.config[collection].order)
	}
	for _, p := range t.touched {
		if flaw := merged.flaw(s.kinds[p.collection], p, merged.find(p)); flaw != "" {
			return nil, "The configuration was changed by another user in the meantime: " + flaw
		}
	}
	return merged, ""
}

// Commits returns how many succeeded. What Edit and the like do is not counted.
func (s *Server) Commits() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commits
}

// commitFailure is how commits fail that would succeed.
type commitFailure struct {
	matches func(changes []string) bool
	left    int // negative: forever
	answer  answer
}

// FailCommit lets the next so many commits fail, all of them if times is 0. The transaction stays open, and fails
// again, until it is discarded. Empty arguments mean 422 TransactionProcessingError.
func (s *Server) FailCommit(times, status int, errType, message string) {
	s.FailCommitIf(func([]string) bool { return true }, times, status, errType, message)
}

// FailCommitIf is FailCommit for the transactions that matches picks. Each of their changes is a line of its type
// (create, replace, delete, reorder), its path, and the object's name.
func (s *Server) FailCommitIf(matches func(changes []string) bool, times, status int, errType, message string) {
	if status == 0 {
		status = http.StatusUnprocessableEntity
	}
	if errType == "" {
		errType = "TransactionProcessingError"
	}
	if message == "" {
		message = "The configuration could not be deployed"
	}
	if times == 0 {
		times = -1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, &commitFailure{matches, times, refuse(status, errType, message)})
}

// ClearCommitFailures ends what FailCommit and FailCommitIf began.
func (s *Server) ClearCommitFailures() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = nil
}

func (s *Server) drawFailure(t *transaction) *answer {
	lines := s.changeLines(t)
	for _, f := range s.failures {
		if f.left != 0 && f.matches(lines) {
			f.left--
			a := f.answer
			return &a
		}
	}
	return nil
}
