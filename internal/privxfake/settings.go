package privxfake

import "net/http"

// settingsRoutes returns the routes of settings: everybody may read and write their own.
func (s *Server) settingsRoutes() []route {
	const own, others = usersPath + "/current/settings", usersPath + "/{user_id}/settings"
	return []route{
		newRoute(http.MethodGet, own, nil, s.ofCurrent(s.getSettings)),
		newRoute(http.MethodPut, own, nil, s.ofCurrent(s.replaceOwnSettings)),
		newRoute(http.MethodGet, others, viewUsers, s.ofNamed(s.getSettings)),
		newRoute(http.MethodPut, others, manageUsers, s.ofNamed(s.replaceSettings)),
	}
}

func (s *Server) getSettings(_ *call, user *object) answer {
	return ok(copyDocument(s.ofUser("settings", idOf(user)).doc))
}

// replaceOwnSettings answers with the settings, replaceSettings with the user: so the page (seed 002).
func (s *Server) replaceOwnSettings(c *call, user *object) answer {
	if wrong := s.putSettings(c, user); wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	return s.getSettings(c, user)
}

func (s *Server) replaceSettings(c *call, user *object) answer {
	if wrong := s.putSettings(c, user); wrong != nil {
		return refuseAll([]problem{*wrong})
	}
	return s.getUser(c, user)
}

// putSettings replaces the whole document, which may be any JSON object.
func (s *Server) putSettings(c *call, user *object) *problem {
	doc, wrong := c.object()
	if wrong == nil {
		s.collections["settings"].put(idOf(user), doc)
	}
	return wrong
}
