package spsfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
)

// answer is what goes back: a document, or what is wrong.
type answer struct {
	status  int
	header  http.Header
	body    any
	failure *failure
}

// failure is the inside of the error body; the path that was asked for is added on the way out.
type failure struct {
	kind    string
	message string
	details map[string]any
}

func (a answer) write(w http.ResponseWriter, path string) {
	body := a.body
	if a.failure != nil {
		body = a.failure.body(path)
	}
	text, err := json.Marshal(body)
	if err != nil { // an Edit or Add that put a channel or the like into a document
		panic(fmt.Sprintf("spsfake: %v", err))
	}
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(text) // a client that is gone is told nothing
}

func (f *failure) body(path string) map[string]any {
	details := map[string]any{"resource": path}
	maps.Copy(details, f.details)
	inner := map[string]any{"message": f.message, "details": details}
	if f.kind != "" {
		inner["type"] = f.kind
	}
	return map[string]any{"error": inner, "meta": map[string]any{"href": path}}
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

func refuse(status int, kind, message string) answer {
	return answer{status: status, failure: &failure{kind: kind, message: message}}
}

// syntactic returns a refusal that names the first field at fault.
func syntactic(problems []problem) answer {
	first := problems[0]
	a := refuse(http.StatusBadRequest, "SyntacticError", first.message)
	if first.field != "" {
		a.failure.message = first.field + ": " + first.message
		a.failure.details = map[string]any{"field": first.field}
	}
	return a
}

func semantic(message string) answer { return refuse(http.StatusBadRequest, "SemanticError", message) }

func notFound() answer {
	return refuse(http.StatusNotFound, "NotFound", "The requested object does not exist")
}
