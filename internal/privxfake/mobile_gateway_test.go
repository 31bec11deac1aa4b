package privxfake

import (
	"fmt"
	"testing"
)

func TestMobileGateway(t *testing.T) {
	t.Parallel()
	c := start(t, Options{})
	status := func() map[string]any {
		t.Helper()
		return c.must(200, "GET", mobileGatewayPath+"/status", nil)
	}
	if got := toJSON(t, get(status(), "used_sources")); got != `{"count":0,"items":[]}` ||
		status()["status"] != "UNREGISTERED" {
		t.Errorf("at first: %v", status())
	}
	doc := sample(t, "source_request.json")
	set(doc, "connection.mfa_type", "MOBILE")
	set(doc, "connection.attribute_mapping", map[string]any{"mail": "email"})
	c.create(doc)
	c.create(with("connection.mfa_type", "INTERNAL"))
	if answer := c.must(200, "POST", mobileGatewayPath+"/register", nil); answer != nil {
		t.Errorf("register answered %v", answer)
	}
	c.must(200, "POST", mobileGatewayPath+"/register", nil)

	got := status()
	want := sample(t, "mobile_gateway.json")
	// As everywhere, the wire of sources says updatedby.
	lacking := missing(want, got, "")
	if fmt.Sprint(lacking) != "[.used_sources.items[0].updated_by]" || len(got) != len(want) {
		t.Errorf("lacks %v: %v", lacking, got)
	}
	if got["status"] != "REGISTERED" || get(got, "used_sources.count") != 1.0 ||
		len(as[string](t, got["product_id"])) != len(as[string](t, want["product_id"])) {
		t.Errorf("registered: %v", got)
	}
	source := as[map[string]any](t, as[[]any](t, get(got, "used_sources.items"))[0])
	if get(source, "connection.ldap_bind_password") != "*****" {
		t.Errorf("a secret: %v", get(source, "connection.ldap_bind_password"))
	}

	alice := c.fake.AddUser("alice")
	for _, method := range []string{"DELETE", "POST"} {
		c.fake.Edit("users/"+alice, func(doc map[string]any) { set(doc, "mfa.mobile_mfa_status", "ENABLED") })
		c.must(200, "POST", mobileGatewayPath+"/register", nil)
		if answer := c.must(200, method, mobileGatewayPath+"/unregister", nil); answer != nil {
			t.Errorf("unregister answered %v", answer)
		}
		if status()["status"] != "UNREGISTERED" || status()["product_id"] != got["product_id"] {
			t.Errorf("after %s: %v", method, status())
		}
		if paired := get(c.must(200, "GET", usersPath+"/"+alice, nil), "mfa.mobile_mfa_status"); paired != "DEFAULT" {
			t.Errorf("after %s the pairing is %v", method, paired)
		}
	}
	c.fake.Edit("mobile_gateway/mobile_gateway", func(doc map[string]any) { doc["status"] = "REGISTERED" })
	if status()["status"] != "REGISTERED" {
		t.Errorf("after an edit: %v", status())
	}
}

func TestUnregisterOnlyByPOST(t *testing.T) {
	t.Parallel()
	c := start(t, Options{RefuseUnregisterDelete: true})
	code, header, _ := c.send("DELETE", mobileGatewayPath+"/unregister", "")
	if code != 405 || header.Get("Allow") != "POST" {
		t.Errorf("answered %d, Allow %q", code, header.Get("Allow"))
	}
	c.must(200, "POST", mobileGatewayPath+"/unregister", nil)
}
