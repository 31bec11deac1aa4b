package provider_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A file of testdata/refusals is named after a resource and holds its refused and accepted configurations:
//
//	base {
//	  name = "x"
//	}
//
//	# refused port: between 1 and 65535
//	case "port" {
//	  for_each = [0, -1, 65536]
//	  port     = each.value
//	}
//
// The comment right above a case lists every diagnostic: "refused PATH: TEXT" is an error, "warned PATH: TEXT" is a
// warning (without PATH: of the whole block), "accepted" alone is none. TEXT is a part of the message. Both PATH
// and TEXT are templates.
//
// A case is the base with the attributes that it sets; one that is set to absent is left out. A block before holds the
// configuration that is applied first. for_each is Terraform's. Every file has the locals of locals.hcl;
// refusals_scope_test.go has the other names.
//
// A case is not a resource block that could be pasted: that would repeat the base and hide what the case is about.

// refusal is a configuration and what must be said of it.
type refusal struct {
	name string
	// before is nil where the object does not exist yet.
	before, config map[string]cty.Value
	expected       []expectation
}

// expectation is a diagnostic. An empty path stands for the whole block.
type expectation struct{ verdict, path, text string }

// refusalFile is a file of refusals whose locals are evaluated.
type refusalFile struct {
	body   *hclsyntax.Body
	lines  []string
	locals map[string]cty.Value
}

// readRefusals returns the cases of each resource.
func readRefusals(t *testing.T) map[string][]refusal {
	t.Helper()
	const directory, shared = "testdata/refusals", "locals.hcl"
	read := func(name string, locals map[string]cty.Value) *refusalFile {
		source, err := os.ReadFile(filepath.Join(directory, name)) // #nosec G304 -- a file of ours
		if err != nil {
			t.Fatal(err)
		}
		file, err := parseRefusals(name, source, locals)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return file
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	locals := read(shared, nil).locals
	out := map[string][]refusal{}
	for _, entry := range entries {
		if entry.Name() == shared {
			continue
		}
		cases, err := read(entry.Name(), locals).cases()
		if err != nil {
			t.Fatalf("%s: %v", entry.Name(), err)
		}
		out[strings.TrimSuffix(entry.Name(), ".hcl")] = cases
	}
	return out
}

// parseRefusals returns a file whose locals are those given and its own, which may refer to earlier ones.
func parseRefusals(name string, source []byte, locals map[string]cty.Value) (*refusalFile, error) {
	file, diags := hclsyntax.ParseConfig(source, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	if !bytes.Equal(hclwrite.Format(source), source) {
		return nil, errors.New("not formatted as terraform fmt does")
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok || len(body.Attributes) > 0 {
		return nil, errors.New("attributes outside of blocks")
	}
	f := &refusalFile{body: body, lines: strings.Split(string(source), "\n"), locals: map[string]cty.Value{}}
	maps.Copy(f.locals, locals)
	for _, block := range body.Blocks {
		if block.Type != "locals" {
			continue
		}
		for _, a := range inOrder(block.Body.Attributes) {
			value, diags := a.Expr.Value(refusalScope(f.locals))
			if diags.HasErrors() {
				return nil, diags
			}
			f.locals[a.Name] = value
		}
	}
	return f, nil
}

// cases returns the cases of the file, one for each element of a for_each.
func (f *refusalFile) cases() ([]refusal, error) {
	var out []refusal
	base := map[string]cty.Value{}
	for _, block := range f.body.Blocks {
		var err error
		switch {
		case block.Type == "locals" && len(block.Labels) == 0:
		case block.Type == "base" && len(block.Labels) == 0 && len(out) == 0:
			base, err = extend(base, block.Body, refusalScope(f.locals))
		case block.Type == "case" && len(block.Labels) == 1:
			var cases []refusal
			cases, err = f.casesOf(block, base)
			out = append(out, cases...)
		default:
			err = errors.New("not a block locals {}, base {} before all cases, or case NAME {}")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", block.TypeRange.Start.Line, err)
		}
	}
	names := map[string]bool{}
	for _, c := range out {
		if names[c.name] {
			return nil, fmt.Errorf("two cases are named %q", c.name)
		}
		names[c.name] = true
	}
	if len(out) == 0 {
		return nil, errors.New("no case")
	}
	return out, nil
}

func (f *refusalFile) casesOf(block *hclsyntax.Block, base map[string]cty.Value) ([]refusal, error) {
	elements := []element{{}}
	if forEach := block.Body.Attributes["for_each"]; forEach != nil {
		var err error
		if elements, err = forEachOf(forEach, refusalScope(f.locals)); err != nil {
			return nil, err
		}
	}
	var out []refusal
	for _, e := range elements {
		scope := refusalScope(f.locals)
		c := refusal{name: block.Labels[0]}
		if e.value != cty.NilVal {
			c.name += " " + e.key
			scope.Variables["each"] = cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(e.key), "value": e.value})
		}
		var err error
		if c.expected, err = expectations(f.commentAbove(block), scope); err != nil {
			return nil, err
		}
		if c.config, err = extend(base, block.Body, scope); err != nil {
			return nil, err
		}
		for _, inner := range block.Body.Blocks {
			if inner.Type != "before" || c.before != nil {
				return nil, errors.New("a case holds attributes and one block before")
			}
			if c.before, err = extend(base, inner.Body, scope); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// element is an element of a for_each.
type element struct {
	key   string
	value cty.Value
}

// forEachOf returns the elements of a for_each. Those of a list, which are texts or numbers, are keys as well.
func forEachOf(forEach *hclsyntax.Attribute, scope *hcl.EvalContext) ([]element, error) {
	value, diags := forEach.Expr.Value(scope)
	if diags.HasErrors() {
		return nil, diags
	}
	if !value.CanIterateElements() || value.LengthInt() == 0 {
		return nil, errors.New("for_each has no elements")
	}
	var out []element
	for it := value.ElementIterator(); it.Next(); {
		key, v := it.Element()
		if key.Type() == cty.Number {
			key = v
		}
		text, err := convert.Convert(key, cty.String)
		if err != nil || text.IsNull() || !text.IsKnown() {
			return nil, errors.New("for_each is a map, or a list of texts or numbers")
		}
		out = append(out, element{text.AsString(), v})
	}
	return out, nil
}

// extend returns the attributes of a base with those of a body.
func extend(base map[string]cty.Value, body *hclsyntax.Body, scope *hcl.EvalContext) (map[string]cty.Value, error) {
	out := maps.Clone(base)
	for _, a := range body.Attributes {
		if a.Name == "for_each" {
			continue
		}
		value, diags := a.Expr.Value(scope)
		if diags.HasErrors() {
			return nil, diags
		}
		out[a.Name] = value
	}
	return out, nil
}

// commentAbove returns the lines of comment that end right above a block.
func (f *refusalFile) commentAbove(block *hclsyntax.Block) []string {
	end := block.TypeRange.Start.Line - 1
	start := end
	for start > 0 && strings.HasPrefix(f.lines[start-1], "#") {
		start--
	}
	return f.lines[start:end]
}

var expectationLine = regexp.MustCompile(`^# (refused|warned)(?: (.+?))?: (.+)$`)

// expectations returns what a comment says, none for accepted.
func expectations(comment []string, scope *hcl.EvalContext) ([]expectation, error) {
	if len(comment) == 1 && comment[0] == "# accepted" {
		return nil, nil
	}
	if len(comment) == 0 {
		return nil, errors.New("no expectation above the case")
	}
	var out []expectation
	for _, line := range comment {
		parts := expectationLine.FindStringSubmatch(line)
		if parts == nil {
			return nil, fmt.Errorf("%q is no expectation", line)
		}
		for i, template := range parts[2:] {
			expression, diags := hclsyntax.ParseTemplate([]byte(template), line, hcl.InitialPos)
			if diags.HasErrors() {
				return nil, diags
			}
			value, diags := expression.Value(scope)
			if diags.HasErrors() {
				return nil, diags
			}
			if !value.IsWhollyKnown() || value.Type() != cty.String {
				return nil, fmt.Errorf("%q is no text", template)
			}
			parts[2+i] = value.AsString()
		}
		out = append(out, expectation{parts[1], parts[2], parts[3]})
	}
	return out, nil
}

// inOrder returns attributes in the order of the file.
func inOrder(attributes hclsyntax.Attributes) []*hclsyntax.Attribute {
	return slices.SortedFunc(maps.Values(attributes), func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.NameRange.Start.Byte, b.NameRange.Start.Byte)
	})
}
