package spsfake

import "net/http"

func (s *Server) infoRoutes() []route {
	return []route{
		newRoute(http.MethodGet, "/api/info", s.getInfo),
		newRoute(http.MethodGet, "/api/user/info", s.getUserInfo),
	}
}

func (s *Server) getInfo(c *call) answer {
	return ok(map[string]any{
		"body": map[string]any{
			"firmware_version": s.options.FirmwareVersion,
			"version":          "Safeguard for Privileged Sessions " + s.options.FirmwareVersion,
		},
		"key":  "info",
		"meta": s.meta(c, c.path, "/api"),
	})
}

// getUserInfo answers with the X-Token of a browser.
func (s *Server) getUserInfo(c *call) answer {
	return ok(map[string]any{
		"body": map[string]any{"name": Username, "x_token": c.session.token},
		"key":  "info",
		"meta": s.meta(c, c.path, "/api/user"),
	})
}
