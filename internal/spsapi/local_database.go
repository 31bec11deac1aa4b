package spsapi

// Usergroup is a local usergroup (seeds/003). Members are keys of users.
type Usergroup struct {
	Key     string `json:"-"`
	Name    string `json:"name"`
	Members Refs   `json:"members"`
}

var usergroups = codec[Usergroup]{
	noun: "usergroup", path: "/api/configuration/aaa/local_database/groups",
	defaults: Usergroup{Members: Refs{}},
	key:      func(v *Usergroup) *string { return &v.Key },
}

// User is a local user (seeds/003).
type User struct {
	Key      string `json:"-"`
	Name     string `json:"name"`
	Password Secret `json:"password"`
	// PasswordCreated is when the password was set, in seconds since 1970. SPS sets it, and it is never written.
	PasswordCreated Whole `json:"password_created,omitzero"`
}

var users = codec[User]{
	noun: "user", path: "/api/configuration/aaa/local_database/users", depth: 1,
	key:   func(v *User) *string { return &v.Key },
	leave: leaveUsergroups,
	complete: func(v User, current document, keep keeper) (User, error) {
		var err error
		v.Password, err = keep(v.Password, heldRef(current, "password"))
		v.PasswordCreated = 0
		return v, err
	},
}
