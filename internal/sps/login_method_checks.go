package sps

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// checkLoginMethod checks that a login method is of one kind, and where its groups come from.
func checkLoginMethod(config tfkit.Object, diags *diag.Diagnostics) {
	var set []string
	for _, kind := range kinds {
		if config.IsUnknown(kind) {
			return
		}
		if !config.IsNull(kind) {
			set = append(set, kind)
			checkLoginGroups(path.Root(kind).AtName("groups"), config.Group(kind).Group("groups"), diags)
		}
	}
	switch {
	case len(set) == 0:
		diags.AddError("No kind of login", "Set exactly one of the groups "+strings.Join(kinds, ", ")+".")
	case len(set) > 1:
		diags.AddAttributeError(path.Root(set[1]), "Two kinds of login", "A login method is of one kind; this one has "+
			strings.Join(set, " and ")+". Make a login method of each.")
	}
}

func checkLoginGroups(p path.Path, groups tfkit.Object, diags *diag.Diagnostics) {
	kind, _ := groups.Text("type")
	at := p.AtName("ldap_server")
	switch {
	case kind == "ldap" && groups.IsNull("ldap_server"):
		diags.AddAttributeError(at, "Groups of no directory", at.String()+" is needed with type \"ldap\": the id of a "+
			"pam_sps_ldap_server.")
	case kind == "local" && !groups.IsNull("ldap_server") && !groups.IsUnknown("ldap_server"):
		diags.AddAttributeError(at, "Directory for local groups", at.String()+" belongs to type \"ldap\"; this one is "+
			"\"local\". Take it out, or change the type.")
	}
}

// planLoginMethod plans the type, which follows from the group that is set: another one replaces the login method. It
// warns of a plan after which the provider cannot log in any more.
func planLoginMethod(ctx context.Context, p *object.Plan[client]) {
	if p.Planned == nil {
		warnOfLockout(p, "destroys")
		return
	}
	for _, kind := range kinds {
		if p.Config.IsNull(kind) {
			continue
		}
		p.Set(ctx, "type", kind)
		if before, had := p.State.Text("type"); had && before != kind {
			p.Replace("type")
			warnOfLockout(p, "replaces")
		}
		break
	}
	checkRADIUSServers(p)
	if _, known := p.Planned.Text("name"); known && !p.Planned.Same(p.State, "name") {
		warnOfLockout(p, "renames")
	}
	if !p.Planned.MayBeTrue("active") {
		warnOfLockout(p, "makes inactive")
	}
}

// checkRADIUSServers requires a secret of each RADIUS server that SPS does not have yet. Of one that it has, it keeps
// its own.
func checkRADIUSServers(p *object.Plan[client]) {
	servers := path.Root("radius").AtName("servers")
	held := map[string]bool{}
	for _, server := range p.State.Group("radius").Objects("servers") {
		held[serverAddress(server)] = true
	}
	seen := map[string]bool{}
	for i, server := range p.Config.Group("radius").Objects("servers") {
		address := serverAddress(server)
		if address == "" {
			continue
		}
		if at := servers.AtListIndex(i); seen[address] {
			p.Diags.AddAttributeError(at, "RADIUS server named twice", at.String()+" has the address and port of a server "+
				"before it.")
		}
		seen[address] = true
		if at := servers.AtListIndex(i).AtName("shared_secret_wo"); server.IsNull("shared_secret_wo") && !held[address] {
			p.Diags.AddAttributeError(at, "RADIUS server without a secret", at.String()+" is needed for a server that SPS does "+
				"not have yet, with its version beside it.")
		}
	}
}

// serverAddress returns address and port as one text, empty while one of them is not known.
func serverAddress(server tfkit.Object) string {
	address, known := server.Text("address")
	port, portKnown := server.Number("port")
	if !known || !portKnown {
		return ""
	}
	return fmt.Sprintf("%s %d", tfkit.Host(address), port)
}

func warnOfLockout(p *object.Plan[client], verb string) {
	name, had := p.State.Text("name")
	c, ok := p.Client()
	if !had || !ok {
		return
	}
	if own := c.LoginMethod(); name == own || own == "" && name == spsapi.LoginLocal {
		p.Diags.AddAttributeWarning(path.Root("active"), "The provider's own way in", fmt.Sprintf("This plan %s the login "+
			"method %q, with which this provider itself logs in. After the apply it cannot log in any more, and neither can "+
			"others who use it.", verb, name))
	}
}
