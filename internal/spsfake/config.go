package spsfake

import (
	"maps"
	"slices"
)

// place is where an object is: its collection, below /api/configuration/, and its key.
type place struct{ collection, key string }

func (p place) href() string { return configurationPath + "/" + p.collection + "/" + p.key }

// object is never changed, only replaced: transactions see who touched what by comparing pointers.
type object struct {
	doc     map[string]any // as it was written, references as bare keys
	builtIn bool
	links   []place // what doc refers to
}

type table struct {
	objects map[string]*object
	order   []string // of creation, or what @order made of it
}

// config is all that a transaction can change. What is committed is never changed, only replaced.
type config map[string]*table

func (c config) clone() config {
	clone := make(config, len(c))
	for name, t := range c {
		clone[name] = &table{maps.Clone(t.objects), slices.Clone(t.order)}
	}
	return clone
}

func (c config) find(p place) *object {
	if t := c[p.collection]; t != nil {
		return t.objects[p.key]
	}
	return nil
}

// put replaces an object, or adds it behind all others; a nil object goes.
func (c config) put(p place, o *object) {
	t := c[p.collection]
	_, there := t.objects[p.key]
	switch {
	case o == nil:
		delete(t.objects, p.key)
		t.order = slices.DeleteFunc(t.order, func(key string) bool { return key == p.key })
	case !there:
		t.order = append(t.order, p.key)
		fallthrough
	default:
		t.objects[p.key] = o
	}
}

// user returns who refers to a place, apart from the object at another.
func (c config) user(of, apartFrom place) (place, bool) {
	for _, collection := range slices.Sorted(maps.Keys(c)) {
		for key, o := range c[collection].objects {
			if p := (place{collection, key}); p != apartFrom && slices.Contains(o.links, of) {
				return p, true
			}
		}
	}
	return place{}, false
}

// draft is a configuration in the making, and what was touched in it, in that order.
type draft struct {
	config    config
	touched   []place
	reordered []string // collections
}

func newDraft(c config) draft { return draft{config: c.clone()} }

func (d *draft) touch(p place) {
	if !slices.Contains(d.touched, p) {
		d.touched = append(d.touched, p)
	}
}

// put returns what is wrong if the object cannot be there, and then changes nothing. A password that nobody refers to
// any more is gone: it has had its one use.
func (d *draft) put(k *kind, p place, o *object) (flaw string) {
	if flaw := d.config.flaw(k, p, o); flaw != "" {
		return flaw
	}
	d.force(p, o)
	return ""
}

func (d *draft) force(p place, o *object) {
	old := d.config.find(p)
	d.config.put(p, o)
	d.touch(p)
	if old == nil {
		return
	}
	for _, link := range old.links {
		if link.collection == passwords && (o == nil || !slices.Contains(o.links, link)) {
			d.config.put(link, nil)
			d.touch(link)
		}
	}
}

// dropUnused drops the passwords that came with this draft and were never used.
func (d *draft) dropUnused() {
	for _, p := range d.touched {
		if p.collection != passwords || d.config.find(p) == nil {
			continue
		}
		if _, used := d.config.user(p, place{}); !used {
			d.config.put(p, nil)
		}
	}
}
