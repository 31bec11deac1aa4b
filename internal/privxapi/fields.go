package privxapi

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// fields are those of a document that are not merged and compared like the others, at any depth.
type fields struct {
	// whole are objects whose keys are data, so that they are replaced and not merged.
	whole []string
	// secrets are masked or left out by the server, so that they cannot be compared.
	secrets []string
	// aliases are named differently by the vendor's page and newest client.
	aliases map[string]string
}

// rewrite lays v over the document that PrivX has and keeps everything else.
// It sends nothing when that changes nothing.
func (c *Client) rewrite(ctx context.Context, path string, current document, v any, f fields) error {
	wanted, err := documentOf(v)
	if err != nil {
		return err
	}
	f.keepAliases(current, wanted)
	if !merge(current, wanted, f.whole...) {
		return nil
	}
	return c.write(ctx, rest.Request{Method: http.MethodPut, Path: path, Body: current})
}

// keepAliases leaves a field alone that already has the wanted value under one of its two names, so that an update of
// something else does not add the other name to the document.
func (f fields) keepAliases(current, wanted document) {
	for name, alias := range f.aliases {
		for _, pair := range [][2]string{{name, alias}, {alias, name}} {
			if isZero(current[pair[0]]) && same(current[pair[1]], wanted[pair[1]]) {
				delete(wanted, pair[0])
			}
		}
	}
	for key, inner := range f.objects(wanted) {
		have, _ := current[key].(document)
		f.keepAliases(have, inner)
	}
}

// withoutSecrets returns a copy of a document.
func (f fields) withoutSecrets(doc document) document {
	left := maps.Clone(doc)
	for _, key := range f.secrets {
		delete(left, key)
	}
	for key, inner := range f.objects(doc) {
		left[key] = f.withoutSecrets(inner)
	}
	return left
}

// objects returns the objects in a document, except those whose keys are data.
func (f fields) objects(doc document) map[string]document {
	found := map[string]document{}
	for key, value := range doc {
		if inner, ok := value.(document); ok && !slices.Contains(f.whole, key) {
			found[key] = inner
		}
	}
	return found
}
