package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// floorScenario is what all others are held against.
const floorScenario = "floor"

// scenario is a configuration that can be made in many sizes.
type scenario struct {
	name string
	// about describes the scenario in the table.
	about string
	// config is of n objects.
	config func(n int) string
	// One of these seeds what the configuration refers to; which one is set says which system is needed.
	privx func(fake *privxfake.Server, n int)
	sps   func(fake *spsfake.Server, n int)
	// files are put beside the configuration.
	files func(n int) map[string]string
	// sizes are the only ones that make sense, none for those that are asked for.
	sizes []int
	// parallelism is the only one that makes sense, 0 for what is asked for.
	parallelism int
}

// perUser is how many grants or keys each user has.
const perUser = 10

// The sizes of the two fat objects.
const (
	membersOfOne  = 1000
	mappingsOfOne = 200
)

var scenarios = []scenario{
	{name: floorScenario, about: "five strings, no server", config: fiveStrings(floorPlugin)},
	{
		name: "floor-tuned", about: "the same with this provider's log level and garbage collection",
		config: fiveStrings(tunedPlugin),
	},
	{name: "sources", about: "LDAP sources", config: sources, privx: func(*privxfake.Server, int) {}},
	{
		name: "grants", about: "10 grants to a user", config: grantsOf(perUser),
		privx: func(fake *privxfake.Server, n int) { seedAccess(fake, users(n), perUser) },
	},
	{
		name: "one-user", about: "100 grants to one user", config: grantsOf(100), sizes: []int{100},
		privx: func(fake *privxfake.Server, _ int) { seedAccess(fake, 1, 100) },
	},
	{
		name: "keys", about: "10 keys of a user", config: keys, files: publicKeys,
		privx: func(fake *privxfake.Server, n int) { seedAccess(fake, users(n), 0) },
	},
	{name: "usergroups", about: "3 members each", config: usergroups, sps: seedMembers},
	{
		name: "one-commit-per-change", about: "the same usergroups with -parallelism=1", config: usergroups,
		sizes: []int{100}, parallelism: 1, sps: seedMembers,
	},
	{name: "policies", about: "5 mappings each", config: policies, sps: func(*spsfake.Server, int) {}},
	{
		name: "members", about: "one usergroup of 1,000 members", config: manyMembers, sizes: []int{1},
		sps: func(fake *spsfake.Server, _ int) { seedMembers(fake, membersOfOne) },
	},
	{
		name: "mappings", about: "one policy of 200 mappings", config: manyMappings, sizes: []int{1},
		sps: func(*spsfake.Server, int) {},
	},
}

func scenarioNames() []string {
	names := make([]string, 0, len(scenarios))
	for _, s := range scenarios {
		names = append(names, s.name)
	}
	return names
}

func requires(plugin string) string {
	return fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = \"pamkit/%s\" }\n  }\n}\n",
		plugin, plugin)
}

func fiveStrings(plugin string) func(int) string {
	return func(n int) string {
		return requires(plugin) + fmt.Sprintf(`
resource "%s_strings" "this" {
  count = %d
  a     = "first ${count.index}"
  b     = "second"
  c     = "third"
  d     = "fourth"
  e     = "fifth"
}
`, plugin, n)
	}
}

func sources(n int) string {
	return requires(pamPlugin) + fmt.Sprintf(`
resource "pam_privx_source" "this" {
  count   = %d
  name    = "directory ${count.index}"
  type    = "LDAP"
  address = "ldap.example.com"
  port    = 636
  tags    = ["europe", "staff"]

  enable_user_authentication = true

  ldap = {
    protocol    = "LDAPS"
    base        = "ou=people,dc=example,dc=com"
    user_filter = "(objectClass=person)"
    bind_dn     = "cn=privx,dc=example,dc=com"
  }
}
`, n)
}

// The ids of what is seeded, in Go and in Terraform.
const (
	userID   = "aaaaaaaa-0000-4000-8000-%012x"
	roleID   = "bbbbbbbb-0000-4000-8000-%012x"
	memberID = "cccccccc-0000-4000-8000-%012x"
)

func users(n int) int { return (n + perUser - 1) / perUser }

func grantsOf(each int) func(int) string {
	return func(n int) string {
		return requires(pamPlugin) + fmt.Sprintf(`
resource "pam_privx_user_role" "this" {
  count   = %d
  user_id = format(%q, floor(count.index / %d))
  role_id = format(%q, count.index %% %d)
}
`, n, userID, each, roleID, each)
	}
}

func seedAccess(fake *privxfake.Server, users, roles int) {
	for i := range users {
		fake.Add("users", map[string]any{
			"id": fmt.Sprintf(userID, i), "principal": fmt.Sprint("user", i), "source_type": "LOCAL",
		})
	}
	for i := range roles {
		fake.Add("roles", map[string]any{"id": fmt.Sprintf(roleID, i), "name": fmt.Sprint("role ", i)})
	}
}

func keys(n int) string {
	return requires(pamPlugin) + fmt.Sprintf(`
locals {
  keys = split("\n", file("${path.module}/keys.txt"))
}

resource "pam_privx_authorized_key" "this" {
  count      = %d
  user_id    = format(%q, floor(count.index / %d))
  name       = "key ${count.index}"
  public_key = local.keys[count.index]
}
`, n, userID, perUser)
}

// publicKeys are of the form of ed25519 keys; to which nobody has the private half.
func publicKeys(n int) map[string]string {
	var text strings.Builder
	for i := range n {
		blob := append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), make([]byte, 32)...)
		binary.BigEndian.PutUint64(blob[len(blob)-8:], uint64(i)+1)
		text.WriteString("ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob) + "\n")
	}
	return map[string]string{"keys.txt": text.String()}
}

func usergroups(n int) string {
	return requires(pamPlugin) + fmt.Sprintf(`
resource "pam_sps_usergroup" "this" {
  count   = %d
  name    = "group-${count.index}"
  members = [for i in range(3) : format(%q, (count.index + i) %% %d)]
}
`, n, memberID, max(n, 3))
}

func seedMembers(fake *spsfake.Server, n int) {
	for i := range max(n, 3) {
		fake.Add("aaa/local_database/users", map[string]any{"key": fmt.Sprintf(memberID, i), "name": fmt.Sprint("user-", i)})
	}
}

func policies(n int) string {
	return requires(pamPlugin) + fmt.Sprintf(`
resource "pam_sps_usermapping_policy" "this" {
  count = %d
  name  = "policy-${count.index}"

  allow_other_remote_users_without_mapping = false
  mappings = {
    for account in ["root", "oracle", "postgres", "deploy", "backup"] : account => {
      allowed_groups = ["${account}-admins", "operators"]
    }
  }
}
`, n)
}

func manyMembers(int) string {
	return requires(pamPlugin) + fmt.Sprintf(`
resource "pam_sps_usergroup" "this" {
  name    = "everyone"
  members = [for i in range(%d) : format(%q, i)]
}
`, membersOfOne, memberID)
}

func manyMappings(int) string {
	return requires(pamPlugin) + fmt.Sprintf(`
resource "pam_sps_usermapping_policy" "this" {
  name = "servers"

  allow_other_remote_users_without_mapping = false
  mappings = {
    for i in range(%d) : "account-${i}" => { allowed_groups = ["group-${i}", "operators"] }
  }
}
`, mappingsOfOne)
}

// life is a scenario of one size against systems of one speed.
type life struct {
	scenario
	n       int
	latency time.Duration
	commit  time.Duration
	workers int // -parallelism
	destroy bool
}

func (l life) String() string {
	text := fmt.Sprintf("%s, N = %d", l.name, l.n)
	if l.privx != nil || l.sps != nil {
		text += fmt.Sprintf(", latency %s", l.latency)
	}
	if l.sps != nil {
		text += fmt.Sprintf(", commits of %s", l.commit)
	}
	if l.workers != defaultParallelism {
		text += fmt.Sprintf(", -parallelism=%d", l.workers)
	}
	return text
}

// livesOf are those that the options ask for. What no system slows down is measured once.
func livesOf(o options) []life {
	var lives []life
	for _, s := range scenarios {
		if len(o.only) > 0 && !slices.Contains(o.only, s.name) {
			continue
		}
		sizes, latencies, commits, workers := s.sizes, o.latencies, []time.Duration{0}, o.parallelism
		if sizes == nil {
			sizes = o.sizes
		}
		if s.privx == nil && s.sps == nil {
			latencies = []time.Duration{0}
		}
		if s.sps != nil {
			commits = o.commits
		}
		if s.parallelism != 0 {
			workers = []int{s.parallelism}
		}
		for _, n := range sizes {
			for _, latency := range latencies {
				for _, commit := range commits {
					for _, w := range workers {
						lives = append(lives, life{s, n, latency, commit, w, o.destroy})
					}
				}
			}
		}
	}
	return lives
}
