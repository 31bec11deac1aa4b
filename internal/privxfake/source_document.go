package privxfake

import "strings"

// canonicalSource is the form in which a source is stored: every known field with its zero value where it is empty,
// one name for each, unknown keys untouched. It bears what is not of the right kind, because Edit and Add are not
// checked.
func canonicalSource(doc map[string]any) {
	if doc["connection"] == nil {
		doc["connection"] = map[string]any{}
	}
	for _, alias := range sourceAliases {
		if value := get(doc, alias.name); value != nil {
			set(doc, alias.canonical, value)
		}
		remove(doc, alias.name)
	}
	for _, f := range sourceFields {
		if !f.ServerSet && f.isZero(get(doc, f.Path)) {
			set(doc, f.Path, f.zero())
		}
	}
	if policy, given := doc["session_password_policy"].(map[string]any); given {
		bits := entropy(policy)
		policy["password_entropy"] = bits
		policy["password_strength"] = strength(bits)
	}
	if mappings, isArray := doc["external_user_mapping"].([]any); isArray {
		for _, m := range mappings {
			fillMapping(m)
		}
	}
}

func fillMapping(mapping any) {
	element, isObject := mapping.(map[string]any)
	if !isObject {
		return
	}
	for _, key := range []string{"source_id", "source_search_field"} {
		if element[key] == nil {
			element[key] = ""
		}
	}
}

// keepMasked puts the stored secret where a client sent its mask back.
func keepMasked(doc, stored map[string]any) {
	for _, f := range sourceFields {
		if text, isString := get(doc, f.Path).(string); f.Secret && isString && masked.MatchString(text) {
			set(doc, f.Path, get(stored, f.Path))
		}
	}
}

// readSource is a source as clients read it. Reading counts: a source is not connected at first and then, without
// anybody's doing, is.
func (s *Server) readSource(o *object) map[string]any {
	o.reads++
	updateStatus(o)

	doc := copyDocument(o.doc)
	for _, f := range sourceFields {
		value := get(doc, f.Path)
		switch {
		case f.ServerSet:
		case f.omitEmpty && f.isZero(value):
			remove(doc, f.Path)
		case f.Secret && !f.isZero(value) && !s.options.EchoSecrets:
			set(doc, f.Path, strings.Repeat("*", s.options.MaskLength))
		}
	}
	for _, alias := range sourceAliases {
		set(doc, alias.name, get(doc, alias.canonical))
	}
	return doc
}

const (
	textDisabled     = "Source is disabled"
	textNotConnected = "Not connected yet"
	textConnected    = "Connection established"
)

// updateStatus leaves alone what an Edit made of the status.
func updateStatus(o *object) {
	switch {
	case o.doc["enabled"] != true:
		setStatus(o, "DISABLED", textDisabled)
	case o.doc["status_text"] == nil || o.doc["status_text"] == textDisabled:
		o.reads = min(o.reads, 1)
		setStatus(o, "NOK", textNotConnected)
	case o.reads > 1 && o.doc["status_text"] == textNotConnected:
		setStatus(o, "OK", textConnected)
	}
}

func setStatus(o *object, code, text string) {
	o.doc["status_code"], o.doc["status_text"] = code, text
}
