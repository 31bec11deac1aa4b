package fakehttp

import "net/http"

// NotFounds returns, by name, the faults by which somebody in front of a server says 404 in its place: none of them
// says anything of the object that was asked for. path is a Fault's.
func NotFounds(path string) map[string]Fault {
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	faults := map[string]Fault{
		"text":       {Body: "404 page not found\n"},
		"default":    {Body: "default backend - 404"},
		"ingress":    {Header: html, Body: "<html><head><title>404 Not Found</title></head>\r\n<body>nginx</body></html>"},
		"empty":      {},
		"kong":       {Body: `{"message":"no Route matched with those values"}`},
		"oauth":      {Body: `{"error":"not found"}`},
		"spring":     {Body: `{"timestamp":"2026-01-01T00:00:00Z","status":404,"error":"Not Found","path":"/"}`},
		"apigee":     {Body: `{"fault":{"faultstring":"Unable to identify proxy","detail":{"errorcode":"NotFound"}}}`},
		"google":     {Body: `{"error":{"code":404,"message":"Not Found","status":"NOT_FOUND"}}`},
		"elastic":    {Body: `{"error":{"type":"index_not_found_exception","reason":"no such index"},"status":404}`},
		"number":     {Body: `{"error_code":404,"error_message":"Not Found"}`},
		"JSON:API":   {Body: `{"errors":[{"status":"404","title":"Not Found"}]}`},
		"JSON list":  {Body: `[]`},
		"JSON null":  {Body: `null`},
		"JSON text":  {Body: `"not found"`},
		"JSON, half": {Body: `{"error`},
	}
	for name, f := range faults {
		f.Status, f.Path = http.StatusNotFound, path
		faults[name] = f
	}
	return faults
}
