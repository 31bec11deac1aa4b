package privxfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
)

// answer is what goes back: a status and a JSON document, or nothing where body is nil.
type answer struct {
	status int
	header http.Header
	body   any
}

func (a answer) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	text, err := json.Marshal(a.body)
	if err != nil { // an Edit or Add that put a channel or the like into a document
		panic(fmt.Sprintf("privxfake: %v", err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(text) // a client that is gone is told nothing
}

// problem is the error envelope of the pages ("recursive": details are of the same shape).
type problem struct {
	Code     string    `json:"error_code"`
	Message  string    `json:"error_message"`
	Property string    `json:"property,omitempty"`
	Details  []problem `json:"details,omitempty"`
}

func refuse(status int, code, message, property string) answer {
	return answer{status: status, body: problem{Code: code, Message: message, Property: property}}
}

// refuseAll returns the first problem in the envelope and the others in its details.
func refuseAll(problems []problem) answer {
	first := problems[0]
	first.Details = problems[1:]
	return answer{status: http.StatusBadRequest, body: first}
}

func notFound(what, id string) answer {
	return refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", fmt.Sprintf("%s %q not found", what, id), "id")
}

// list returns the envelope of all lists; count is the total, not the page's length.
func list(total int, items []map[string]any) answer {
	if items == nil {
		items = []map[string]any{} // [] on the wire, never null (api/privx.md §2.1)
	}
	return answer{status: http.StatusOK, body: map[string]any{"count": total, "items": items}}
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

func created(location, id string) answer {
	a := answer{status: http.StatusCreated, body: map[string]any{"id": id}}
	if location != "" {
		a.header = http.Header{"Location": {location + "/" + id}}
	}
	return a
}
