package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
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

// TestLifecycle takes each object through its life, with a real Terraform. Every step ends with
// Terraform's own check that another plan is empty.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			life{t: t, object: o, fake: newFake(t, o)}.live()
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
			if left := l.at(l.fake); len(left) > 0 && !l.stays {
				return fmt.Errorf("%d objects were left behind", len(left))
			}
			return nil
		},
		Steps: slices.Concat([]resource.TestStep{
			{Config: l.config(l.full), ConfigPlanChecks: l.action(plancheck.ResourceActionCreate), Check: l.one},
			{Config: l.config(l.other), ConfigPlanChecks: l.action(plancheck.ResourceActionUpdate), Check: l.one},
			{Config: l.config(l.full), ConfigPlanChecks: l.action(plancheck.ResourceActionUpdate), Check: l.one},
			{
				ResourceName: l.resource + ".it", ImportState: true, ImportStateVerify: true,
				ImportStateVerifyIgnore: append(l.versions(), l.respelt...),
			},
		}, l.drifted(), []resource.TestStep{
			{
				PreConfig: func() {
					l.seams(l.fake).Fail(fakehttp.Fault{Kind: fakehttp.HTML, Method: http.MethodGet, Path: l.path})
				},
				Config:      l.config(l.full),
				ExpectError: regexp.MustCompile(`web\s+page`),
			},
			{
				PreConfig: func() {
					l.seams(l.fake).ClearFaults()
					l.seams(l.fake).Fail(fakehttp.Fault{
						Status: http.StatusServiceUnavailable, Method: http.MethodGet, Path: l.path, Times: 2,
					})
				},
				Config: l.config(l.full), ConfigPlanChecks: l.action(plancheck.ResourceActionNoop), Check: l.one,
			},
		}, l.recreated(), []resource.TestStep{
			{Config: l.config(l.other), Check: l.one},
		}, l.importBlock()),
	})
}

// drifted has another administrator change something, and checks that it is changed back.
func (l life) drifted() []resource.TestStep {
	if l.drifts == nil {
		return nil
	}
	return []resource.TestStep{{
		PreConfig: func() {
			if err := l.drifts(l.t, l.fake, l.at(l.fake)[0])[0].change(); err != nil {
				l.t.Error(err)
			}
		},
		Config:           l.config(l.full),
		ConfigPlanChecks: l.action(plancheck.ResourceActionUpdate), Check: l.one,
	}}
}

// importBlock imports what was created anew from the smaller configuration: it has nothing but what is configured, so
// that its import changes nothing.
func (l life) importBlock() []resource.TestStep {
	if l.ownSettings {
		return nil
	}
	return []resource.TestStep{{
		ResourceName: l.resource + ".it", ImportState: true, ImportStateKind: resource.ImportBlockWithID,
	}}
}

// recreated removes the object and checks that it is created again.
func (l life) recreated() []resource.TestStep {
	if l.gone == nil {
		return nil
	}
	return []resource.TestStep{{
		PreConfig:        func() { l.gone(l.fake, l.at(l.fake)[0]) },
		Config:           l.config(l.other),
		ConfigPlanChecks: l.action(plancheck.ResourceActionCreate), Check: l.one,
	}}
}

func (l life) config(body string) string {
	return l.fake.Provider() + fmt.Sprintf("resource %q \"it\" {\n%s\n}\n", l.resource, body)
}

func (l life) action(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	check := plancheck.ExpectResourceAction(l.resource+".it", action)
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{check}}
}

// one checks that there is exactly one object on the server, the one that the state has.
func (l life) one(state *terraform.State) error {
	there := l.at(l.fake)
	if len(there) != 1 {
		return fmt.Errorf("%d objects on the server", len(there))
	}
	in := state.RootModule().Resources[l.resource+".it"]
	if in == nil || in.Primary.ID != there[0] {
		return fmt.Errorf("the state has not the object %s", there[0])
	}
	return nil
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
