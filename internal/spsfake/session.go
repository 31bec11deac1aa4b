package spsfake

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// session is one login. Its open transaction, if any, ends with it.
type session struct {
	id    string
	token string     // X-Token
	busy  sync.Mutex // held by what writes

	// Guarded by the server's mutex:
	lastUsed    time.Time
	inFlight    int // a session at work is not idle
	transaction *transaction
}

// login returns a new session; the caller holds the lock.
func (s *Server) login() *session {
	c := &session{
		id:       fmt.Sprintf("%016x%016x%08x", s.random.Uint64(), s.random.Uint64(), s.random.Uint32()),
		token:    fmt.Sprintf("%016x", s.random.Uint64()),
		lastUsed: s.clock(),
	}
	s.sessions[c.id] = c
	return c
}

// enter returns the session of a request, or nil.
func (s *Server) enter(r *http.Request) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	cookie, err := r.Cookie("session_id")
	if err != nil {
		return nil
	}
	session := s.sessions[cookie.Value]
	if session != nil {
		session.inFlight++
	}
	return session
}

func (s *Server) leave(session *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session.inFlight--
	session.lastUsed = s.clock()
}

// sweep ends the sessions that were idle for too long.
func (s *Server) sweep() {
	now := s.clock()
	for id, session := range s.sessions {
		if session.inFlight == 0 && now.Sub(session.lastUsed) > s.options.SessionTimeout {
			s.end(id)
		}
	}
}

func (s *Server) end(id string) {
	s.sessions[id].transaction = nil
	delete(s.sessions, id)
}

// ExpireSessions ends all sessions, and with them their transactions.
func (s *Server) ExpireSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.sessions {
		s.end(id)
	}
}

// Sessions returns how many there are.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	return len(s.sessions)
}

// OpenTransactions returns how many sessions have one open.
func (s *Server) OpenTransactions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	n := 0
	for _, session := range s.sessions {
		if session.transaction != nil {
			n++
		}
	}
	return n
}
