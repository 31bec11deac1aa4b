package spsfake

import "fmt"

// builtIn returns what every SPS has. Keys of built-in objects are negative numbers, those of old ones are hexadecimal,
// and only new ones are UUIDs.
func (s *Server) builtIn() config {
	c := config{}
	for collection := range s.kinds {
		c[collection] = &table{objects: map[string]*object{}}
	}
	add := func(collection, key string, doc map[string]any) {
		if k := s.kinds[collection]; k != nil {
			o := k.newObject(normalized(doc))
			o.builtIn = true
			c.put(place{collection, key}, o)
		}
	}
	const adminPassword = "8f84d7d1-9de1-429a-a7a7-c33a61cc7418"
	add(passwords, adminPassword, map[string]any{"plain": Password})
	add(users, "-100", map[string]any{"name": Username, "password": adminPassword, "password_created": 1476796261})
	add(trustStores, "-100", map[string]any{
		"name": "Built-in", "authorities": []string{operatingSystemCA}, "crl_urls": []string{}, "revocation_check": "none",
	})
	add(loginMethods, "-100", map[string]any{
		"type": "local", "name": "local", "title": "Local login", "active": true, "cracklib_enabled": false,
		"expiration_days": 0, "remember_previous_passwords": 0, "minimum_password_strength": "disabled",
		"minimum_password_length": 1,
	})
	for i, acl := range aclList() {
		if entry, isObject := acl.(map[string]any); isObject {
			key := fmt.Sprintf("2246960544%012x", 0x1001+i*0x2b7)
			add(groups, key, map[string]any{"name": entry["group"], "members": []string{}})
		}
	}
	return c
}

// newKey returns a UUID of version 4.
func (s *Server) newKey() string {
	hi, lo := s.random.Uint64(), s.random.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		hi>>32, hi>>16&0xffff, hi&0xfff, lo>>48&0x3fff|0x8000, lo&0xffffffffffff)
}

// oldKey returns a key as they were before they were UUIDs.
func (s *Server) oldKey() string {
	return fmt.Sprintf("4678509715%012x", s.random.Uint64()&0xffffffffffff)
}
