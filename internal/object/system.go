// Package object is the one door to Terraform: what the framework asks of resources, data sources and list resources is
// answered here, once for all objects. An object describes itself (Resource, DataSource, Lookup) and brings plain
// functions over its model and its client; requests and responses of the framework appear nowhere else.
package object

import (
	"errors"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// ErrUnknown is in the error of a system of which a setting is known only during apply.
var ErrUnknown = errors.New("not known before apply")

var errNotConfigured = errors.New("the provider was not configured")

// System is one of the systems that objects live in. C is its client.
type System[C any] struct {
	// Name is what messages call the system.
	Name string
	// IsGone reports whether an error of the client says that the object does not exist.
	IsGone func(error) bool
	// Properties returns the wire names of the fields that an error of the client is about, the likeliest first.
	Properties func(error) []string
}

// Clients are what the provider hands to every object when Terraform configures it: a client of each system, or the
// reason for having none. The zero value has none.
type Clients struct {
	of sync.Map
	// unnamed are the systems whose names could not be looked up, and of which that was said.
	unnamed sync.Map
	// renamed are the ids of the objects that have another name in the plan.
	renamed sync.Map
	// seen is what resources note of the configurations of this run, for each other.
	seen sync.Map
}

type client[C any] struct {
	client  C
	missing error
}

// Provide puts the client of the system among the clients, or the reason for having none.
func (s *System[C]) Provide(to *Clients, c C, missing error) { to.of.Store(s, client[C]{c, missing}) }

// connection is an object's way to its system. Before Configure, as Terraform validates the object, it leads nowhere.
type connection[C any] struct {
	system  *System[C]
	clients *Clients
}

func (c *connection[C]) configure(data any, diags *diag.Diagnostics) {
	if data == nil {
		return
	}
	clients, ok := data.(*Clients)
	if !ok {
		diags.AddError("Provider data of an unexpected kind",
			fmt.Sprintf("Got %T. This is a defect of the provider; please report it.", data))
		return
	}
	c.clients = clients
}

func (c *connection[C]) get() (C, error) {
	var none C
	if c.clients == nil {
		return none, errNotConfigured
	}
	found, _ := c.clients.of.Load(c.system)
	if found, ok := found.(client[C]); ok {
		return found.client, found.missing
	}
	return none, errNotConfigured
}

// client returns the client; ok is false after adding the one error that says why there is none.
func (c *connection[C]) client(diags *diag.Diagnostics) (client C, ok bool) {
	client, err := c.get()
	if err != nil {
		diags.AddError(c.system.Name+" is not configured", err.Error()+".")
	}
	return client, err == nil
}
