package spsapi

import (
	"encoding/json"
)

// Usergroup is a local usergroup (seeds/003). Members are keys of users.
type Usergroup struct {
	Key, Name string
	Members   []string
}

type wireUsergroup struct {
	Name    string `json:"name"`
	Members []ref  `json:"members"`
}

var usergroups = codec[Usergroup]{
	kind: "usergroup", path: "/api/configuration/aaa/local_database/groups",
	decode: func(key string, body []byte) (Usergroup, error) {
		var w wireUsergroup
		err := json.Unmarshal(body, &w)
		return Usergroup{Key: key, Name: w.Name, Members: fromRefs(w.Members)}, err
	},
	encode: func(v Usergroup, _ document, _ keeper) (any, error) {
		return wireUsergroup{Name: v.Name, Members: toRefs(v.Members)}, nil
	},
}

// User is a local user (seeds/003). PasswordCreated is SPS's own: the moment of the last change, in seconds since 1970.
type User struct {
	Key, Name       string
	Password        Secret
	PasswordCreated int64
}

type wireUser struct {
	Name     string `json:"name"`
	Password ref    `json:"password"`
}

var users = codec[User]{
	kind: "user", path: "/api/configuration/aaa/local_database/users", depth: 1,
	decode: func(key string, body []byte) (User, error) {
		var w struct {
			wireUser
			PasswordCreated whole `json:"password_created"`
		}
		err := json.Unmarshal(body, &w)
		return User{
			Key: key, Name: w.Name, Password: Secret{Key: string(w.Password)}, PasswordCreated: int64(w.PasswordCreated),
		}, err
	},
	encode: func(v User, current document, keep keeper) (any, error) {
		password, err := keep(v.Password, heldRef(current, "password"))
		return wireUser{Name: v.Name, Password: password}, err
	},
}
