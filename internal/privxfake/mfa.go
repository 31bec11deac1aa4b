package privxfake

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
)

// The states of a user's MFA beside DEFAULT, which follows the directory and which no operation brings back
// (api/privx.md §6).
const (
	mfaEnabled       = "ENABLED"
	mfaDisabled      = "DISABLED"
	mfaUninitialized = "UNINITIALIZED"
)

func (s *Server) mfaRoutes() []route {
	return []route{
		newRoute(http.MethodPost, usersPath+"/mfa/enable", manageUsers, s.setMFA(mfaEnabled)),
		newRoute(http.MethodPost, usersPath+"/mfa/disable", manageUsers, s.setMFA(mfaDisabled)),
		newRoute(http.MethodPost, usersPath+"/mfa/reset", manageUsers, s.setMFA(mfaUninitialized)),
	}
}

// setMFA changes all users or, if one is unknown, none.
func (s *Server) setMFA(status string) func(*call) answer {
	return func(c *call) answer {
		users, refused := s.listed(c, "User", "users")
		if refused != nil {
			return *refused
		}
		for _, user := range users {
			s.changeMFA(user, status)
		}
		return ok(nil)
	}
}

// changeMFA leaves a user who is paired paired when MFA is switched on again. Who must pair finds a seed, which is gone
// when MFA is switched off.
func (s *Server) changeMFA(user *object, status string) {
	mfa, _ := user.doc["mfa"].(map[string]any)
	if mfa == nil {
		mfa = map[string]any{"mobile_mfa_status": "DEFAULT"}
	}
	was := mfa["status"]
	mfa["status"], mfa["user_mfa_status"] = status, strings.ToLower(status)
	switch status {
	case mfaEnabled:
		if was != mfaEnabled && was != mfaUninitialized {
			mfa["seed"] = s.newMFASeed(user)
		}
	case mfaDisabled:
		mfa["seed"] = map[string]any{}
	case mfaUninitialized:
		mfa["seed"] = s.newMFASeed(user)
		unpair(mfa)
	}
	user.doc["mfa"] = mfa
	s.stamp("users", user.doc, APIClientID)
}

// unpair forgets the user's mobile device.
func unpair(mfa map[string]any) {
	if mfa["mobile_mfa_status"] != nil && mfa["mobile_mfa_status"] != "" {
		mfa["mobile_mfa_status"] = "DEFAULT"
	}
}

// newMFASeed returns what a user's authenticator is set up with: a secret.
func (s *Server) newMFASeed(user *object) map[string]any {
	raw := make([]byte, 0, 24)
	for range 3 {
		raw = binary.BigEndian.AppendUint64(raw, s.random.Uint64())
	}
	seed := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:20])
	return map[string]any{
		"seed_string":  seed,
		"seed_qr_code": fmt.Sprintf("otpauth://totp/PrivX:%v?secret=%s&issuer=PrivX", user.doc["principal"], seed),
	}
}
