package provider_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// fewestRefusals is how many expectations there are at least in testdata/refusals.
const fewestRefusals = 1862

// TestRefusals plans the cases of testdata/refusals: what is said of one is what it expects, no secret is repeated, and
// a refusal needs no server.
func TestRefusals(t *testing.T) {
	t.Parallel()
	var checked atomic.Int64
	t.Cleanup(func() {
		part := strings.Contains(flag.Lookup("test.run").Value.String(), "/")
		if got := checked.Load(); got < fewestRefusals && !part {
			t.Errorf("%d expectations were checked, want %d", got, fewestRefusals)
		}
	})
	cases := readRefusals(t)
	resources := acctest.NewRun(t, "").Schema.ResourceSchemas
	for resource := range resources {
		if len(cases[resource]) == 0 {
			t.Errorf("no refusals of %s", resource)
		}
	}
	for resource := range cases {
		if resources[resource] == nil {
			t.Errorf("there is no resource %s", resource)
			continue
		}
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			for _, c := range cases[resource] {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.plan(t, resource)
					checked.Add(int64(max(1, len(c.expected))))
				})
			}
		})
	}
}

// plan plans the case on servers of its own and compares what is said of it.
func (c refusal) plan(t *testing.T, resource string) {
	t.Helper()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	acctest.SeedAccess(fake)
	fake.SPS = acctest.NewSPS(t, spsfake.Options{})
	run := acctest.NewRun(t, fake.Block())
	var state acctest.State
	if c.before != nil {
		state = run.MustApply(resource, state, blockOf(c.before))
	}
	asked := func() int { return len(fake.Requests()) + len(fake.SPS.Requests()) }
	before := asked()
	diags := run.Plan(resource, state, blockOf(c.config)).Diagnostics
	if disagreements := c.compare(diags); len(disagreements) > 0 {
		t.Errorf("%s\nof\n%s", strings.Join(disagreements, "\n"), blockOf(c.config))
	}
	if diags.Failed() && asked() > before {
		t.Error("refused after requests to a server")
	}
	said := strings.Join(append(diags.Errors(), diags.Warnings()...), "\n")
	for _, secret := range append(secretsOf(c.config), "canary") {
		if strings.Contains(said, secret) {
			t.Errorf("%q is repeated: %s", secret, said)
		}
	}
}

// compare returns what is missing of the expected diagnostics, and what is said beside them.
func (c refusal) compare(diags acctest.Diagnostics) (disagreements []string) {
	var said []string
	for _, text := range diags.Errors() {
		said = append(said, "refused "+text)
	}
	for _, text := range diags.Warnings() {
		said = append(said, "warned "+text)
	}
	for _, e := range c.expected {
		i := slices.IndexFunc(said, func(one string) bool {
			text, there := strings.CutPrefix(one, e.verdict+" "+e.path+": ")
			return there && strings.Contains(text, e.text)
		})
		if i < 0 {
			disagreements = append(disagreements, "missing: "+e.verdict+" "+e.path+": "+e.text)
			continue
		}
		said = slices.Delete(said, i, i+1)
	}
	for _, one := range said {
		disagreements = append(disagreements, "not expected: "+one)
	}
	return disagreements
}

// secretsOf returns the texts that no message may repeat: the values of write-only attributes, and the lines of private
// keys. Short values, such as null, may be words of a message.
func secretsOf(config map[string]cty.Value) (secrets []string) {
	_ = cty.Walk(cty.ObjectVal(config), func(path cty.Path, v cty.Value) (bool, error) {
		if !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
			return true, nil
		}
		text := v.AsString()
		name, ok := path[len(path)-1].(cty.GetAttrStep)
		if ok && strings.HasSuffix(name.Name, "_wo") && len(text) >= 6 {
			secrets = append(secrets, text)
		}
		if strings.Contains(text, "PRIVATE KEY") {
			for line := range strings.Lines(text) {
				if line = strings.TrimSpace(line); len(line) > 8 && !strings.HasPrefix(line, "-----") {
					secrets = append(secrets, line)
				}
			}
		}
		return true, nil
	})
	return secrets
}

// blockOf returns the body of a block.
func blockOf(attributes map[string]cty.Value) string {
	file := hclwrite.NewEmptyFile()
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if v := attributes[name]; v.Type() != absent.Type() {
			file.Body().SetAttributeRaw(name, tokensOf(v))
		}
	}
	return string(hclwrite.Format(file.Bytes()))
}

// tokensOf returns a value as HCL, where unknown stands for what is not known.
func tokensOf(v cty.Value) hclwrite.Tokens {
	switch {
	case !v.IsKnown():
		return hclwrite.TokensForIdentifier("unknown")
	case v.IsNull() || v.Type().IsPrimitiveType():
		return hclwrite.TokensForValue(v)
	case v.Type().IsObjectType() || v.Type().IsMapType():
		var members []hclwrite.ObjectAttrTokens
		for name, member := range v.AsValueMap() {
			if member.Type() != absent.Type() {
				key := hclwrite.TokensForValue(cty.StringVal(name))
				members = append(members, hclwrite.ObjectAttrTokens{Name: key, Value: tokensOf(member)})
			}
		}
		return hclwrite.TokensForObject(members)
	}
	var elements []hclwrite.Tokens
	for _, element := range v.AsValueSlice() {
		elements = append(elements, tokensOf(element))
	}
	return hclwrite.TokensForTuple(elements)
}

// TestEverySecretIsRefusedAlone looks for a case that refuses each secret without its version, and one for the reverse.
func TestEverySecretIsRefusedAlone(t *testing.T) {
	t.Parallel()
	cases := readRefusals(t)
	for resource, schema := range acctest.NewRun(t, "").Schema.ResourceSchemas {
		for _, secret := range writeOnly("", schema.Block.Attributes) {
			version := secret + "_version"
			if !slices.ContainsFunc(cases[resource], func(c refusal) bool {
				return c.refuses(secret) && !c.has(version) && len(secretsOf(c.config)) > 0
			}) {
				t.Errorf("%s: no case refuses %s without its version", resource, secret)
			}
			if !slices.ContainsFunc(cases[resource], func(c refusal) bool { return c.refuses(version) && !c.has(secret) }) {
				t.Errorf("%s: no case refuses %s without its secret", resource, version)
			}
		}
	}
}

// refuses reports whether an attribute that is set is refused.
func (c refusal) refuses(path string) bool {
	return c.has(path) && slices.ContainsFunc(c.expected, func(e expectation) bool {
		return e.verdict == "refused" && e.path == path
	})
}

// has reports whether the attribute at a path is set.
func (c refusal) has(path string) bool {
	traversal, diags := hclsyntax.ParseTraversalAbs([]byte(path), path, hcl.InitialPos)
	if diags.HasErrors() {
		return false
	}
	v, diags := traversal.TraverseAbs(&hcl.EvalContext{Variables: c.config})
	return !diags.HasErrors() && !v.IsNull() && v.Type() != absent.Type()
}

// writeOnly returns the paths of all secrets among the attributes; those in a list are of its first element.
func writeOnly(under string, attributes []*tfprotov6.SchemaAttribute) (paths []string) {
	for _, a := range attributes {
		switch {
		case a.WriteOnly:
			paths = append(paths, under+a.Name)
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			paths = append(paths, writeOnly(under+a.Name+".", a.NestedType.Attributes)...)
		case a.NestedType != nil:
			paths = append(paths, writeOnly(under+a.Name+"[0].", a.NestedType.Attributes)...)
		}
	}
	return paths
}
