package privxfake

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

const (
	mobileGatewayPath = "/license-manager/api/v1/mobilegw"
	mobileGateway     = "mobile_gateway"
)

// mobileGatewayRoutes returns the routes of the gateway: the page has admin for all three (seed 000),
// newer servers have permissions of their own (api/privx.md §2.4).
// Who is right about the method of unregister is open, so both will do.
func (s *Server) mobileGatewayRoutes() []route {
	view, manage := []string{"admin", "mobilegwView"}, []string{"admin", "mobilegwManage"}
	routes := []route{
		newRoute(http.MethodGet, mobileGatewayPath+"/status", view, s.getMobileGateway),
		newRoute(http.MethodPost, mobileGatewayPath+"/register", manage, s.registerMobileGateway),
		newRoute(http.MethodPost, mobileGatewayPath+"/unregister", manage, s.unregisterMobileGateway),
	}
	if !s.options.RefuseUnregisterDelete {
		routes = append(routes,
			newRoute(http.MethodDelete, mobileGatewayPath+"/unregister", manage, s.unregisterMobileGateway))
	}
	return routes
}

// addMobileGateway adds the gateway, whose product is the license's and does not change with the registration.
func (s *Server) addMobileGateway() {
	sum := sha256.Sum256([]byte(s.newID()))
	s.add(mobileGateway, map[string]any{
		"id": mobileGateway, "status": "UNREGISTERED",
		"product_id": "product-sha256-" + base64.URLEncoding.EncodeToString(sum[:]),
	})
}

func (s *Server) getMobileGateway(*call) answer {
	doc := copyDocument(s.mobileGateway().doc)
	delete(doc, "id")
	sources := []map[string]any{}
	for _, o := range s.collections["sources"].byID() {
		if get(o.doc, "connection.mfa_type") == "MOBILE" {
			sources = append(sources, s.readSource(o))
		}
	}
	doc["used_sources"] = map[string]any{"count": len(sources), "items": sources}
	return ok(doc)
}

func (s *Server) registerMobileGateway(*call) answer {
	s.mobileGateway().doc["status"] = "REGISTERED"
	return ok(nil)
}

// unregisterMobileGateway destroys all pairing data.
func (s *Server) unregisterMobileGateway(*call) answer {
	s.mobileGateway().doc["status"] = "UNREGISTERED"
	for _, user := range s.collections["users"].objects {
		if mfa, isObject := user.doc["mfa"].(map[string]any); isObject {
			unpair(mfa)
		}
	}
	return ok(nil)
}

// mobileGateway returns the gateway, which is there again, unregistered, after a Remove.
func (s *Server) mobileGateway() *object {
	if s.collections[mobileGateway].objects[mobileGateway] == nil {
		s.addMobileGateway()
	}
	return s.collections[mobileGateway].objects[mobileGateway]
}
