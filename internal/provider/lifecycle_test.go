package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// TestEveryResourceHasARow fails for a resource that no suite would see.
func TestEveryResourceHasARow(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, o := range objects {
		seen[o.resource] = true
	}
	for name := range acctest.NewRun(t, "").Schema.ResourceSchemas {
		if !seen[name] {
			t.Errorf("%s has no row in objects", name)
		}
	}
}

// TestLifecycle takes each object through the life that its users give it, with a real Terraform. Every step ends with Terraform's own
// check that another plan is empty.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			life{t: t, object: o, fake: acctest.NewPrivX(t, privxfake.Options{})}.live()
		})
	}
}

type life struct {
	t *testing.T
	object
	fake *acctest.PrivX
}

func (l life) live() {
	resource.ParallelTest(l.t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_11_0)},
		CheckDestroy: func(*terraform.State) error {
			if left := l.fake.Documents(l.collection); len(left) > 0 {
				return fmt.Errorf("%d objects were left behind", len(left))
			}
			return nil
		},
		Steps: []resource.TestStep{
			{Config: l.config(l.full), ConfigPlanChecks: l.action(plancheck.ResourceActionCreate), Check: l.one},
			{Config: l.config(l.other), ConfigPlanChecks: l.action(plancheck.ResourceActionUpdate), Check: l.one},
			{Config: l.config(l.full), ConfigPlanChecks: l.action(plancheck.ResourceActionUpdate), Check: l.one},
			{
				ResourceName: l.resource + ".it", ImportState: true, ImportStateVerify: true,
				ImportStateVerifyIgnore: l.versions(),
			},
			{Config: l.config(l.other), Check: l.one},
			{
				PreConfig:        func() { l.fake.Edit(l.path(), func(doc map[string]any) { doc["name"] = "changed elsewhere" }) },
				Config:           l.config(l.other),
				ConfigPlanChecks: l.action(plancheck.ResourceActionUpdate), Check: l.one,
			},
			{
				PreConfig:   func() { l.fake.Fail(fakehttp.Fault{Kind: fakehttp.HTML, Method: http.MethodGet, Path: l.collection}) },
				Config:      l.config(l.other),
				ExpectError: regexp.MustCompile(`web\s+page`),
			},
			{
				PreConfig: func() {
					l.fake.ClearFaults()
					l.fake.Fail(fakehttp.Fault{Status: http.StatusServiceUnavailable, Method: http.MethodGet, Path: l.collection, Times: 2})
				},
				Config: l.config(l.other), ConfigPlanChecks: l.action(plancheck.ResourceActionNoop), Check: l.one,
			},
			{
				PreConfig:        func() { l.fake.Remove(l.path()) },
				Config:           l.config(l.other),
				ConfigPlanChecks: l.action(plancheck.ResourceActionCreate), Check: l.one,
			},
			// The object has now no groups but those configured, so that its import changes nothing.
			{ResourceName: l.resource + ".it", ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		},
	})
}

func (l life) config(body string) string {
	return l.fake.Provider() + fmt.Sprintf("resource %q \"it\" {\n%s\n}\n", l.resource, body)
}

func (l life) action(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(l.resource+".it", action)}}
}

// one wants exactly one object on the server, the one that the state has.
func (l life) one(state *terraform.State) error {
	there := l.fake.Documents(l.collection)
	if len(there) != 1 {
		return fmt.Errorf("%d objects on the server", len(there))
	}
	in := state.RootModule().Resources[l.resource+".it"]
	if in == nil || in.Primary.ID != there[0]["id"] {
		return fmt.Errorf("the state has not the object %v", there[0]["id"])
	}
	return nil
}

func (l life) path() string {
	id, _ := l.fake.Documents(l.collection)[0]["id"].(string)
	return l.collection + "/" + id
}

var versionName = regexp.MustCompile(`(\w+)_wo_version`)

// versions are the attributes that an import cannot know, in the notation of Terraform's flat state.
func (l life) versions() []string {
	var out []string
	for group, body := range groupsOf(l.full) {
		for _, name := range versionName.FindAllString(body, -1) {
			out = append(out, group+"."+name)
		}
	}
	return out
}

var groupStart = regexp.MustCompile(`(?m)^\s*(\w+)\s*=\s*\{`)

// groupsOf cuts a configuration into its nested groups.
func groupsOf(config string) map[string]string {
	out := map[string]string{}
	starts := groupStart.FindAllStringSubmatchIndex(config, -1)
	for i, at := range starts {
		end := len(config)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		out[strings.TrimSpace(config[at[2]:at[3]])] = config[at[0]:end]
	}
	return out
}
