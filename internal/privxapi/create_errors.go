package privxapi

import (
	"fmt"
	"strings"
)

// LostError is a creation whose outcome is not known: the object may or may not exist.
type LostError struct {
	Kind, Name    string
	Cause, Reason error
}

// Error implements error.
func (e *LostError) Error() string {
	return fmt.Sprintf("whether the %s %q was created is not known (%v): %v. Look for it in PrivX; if it is there, "+
		"import it by its id (an import block, or terraform import ADDRESS ID), else apply again",
		e.Kind, e.Name, e.Cause, e.Reason)
}

// Unwrap returns the failure of the creation itself.
func (e *LostError) Unwrap() error { return e.Cause }

type candidatesError struct{ ids []string }

// Error implements error.
func (e *candidatesError) Error() string {
	return fmt.Sprintf("objects of that name were found with the ids %v, and none or several are what was to be created",
		e.ids)
}

// ExistsError is a refusal to create an object beside one that already has its name.
type ExistsError struct {
	Kind, Name, ID string
	// Otherwise is what to do if it is not the one meant.
	Otherwise string
	// Cause is the answer of PrivX, nil if nothing was sent.
	Cause error
}

// Error implements error.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s named %q exists already, with the id %s. If it is the one meant, for example left by an "+
		"interrupted run, import it by that id (an import block, or terraform import ADDRESS %s); otherwise %s",
		withArticle(e.Kind), e.Name, e.ID, e.ID, e.Otherwise)
}

// withArticle returns a noun with a or an.
func withArticle(noun string) string {
	if noun != "" && strings.ContainsRune("aeiouAEIOU", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// Unwrap returns the answer of PrivX.
func (e *ExistsError) Unwrap() error { return e.Cause }
