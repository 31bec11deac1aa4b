package provider_test

import (
	"maps"
	"reflect"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// refusalScope returns the names that refusals may use: functions of Terraform, and what a file cannot hold well.
func refusalScope(locals map[string]cty.Value) *hcl.EvalContext {
	variables := maps.Clone(refusalVariables)
	variables["local"] = cty.ObjectVal(locals)
	return &hcl.EvalContext{Variables: variables, Functions: refusalFunctions}
}

// absent is the value of an attribute that is left out.
var absent = cty.CapsuleVal(cty.Capsule("absent", reflect.TypeFor[struct{}]()), &struct{}{})

var refusalVariables = map[string]cty.Value{
	"absent":              absent,
	"unknown":             cty.DynamicVal,
	"certificate":         cty.StringVal(certificateInPEM()),
	"brainpool":           cty.StringVal(testCertificate("brainpool")),
	"explicit_parameters": cty.StringVal(testCertificate("explicit_parameters")),
	"negative_serial":     cty.StringVal(testCertificate("negative_serial")),
	"private_key":         cty.StringVal(privateKeyInPEM()),
	"openssh_private_key": cty.StringVal(opensshPrivateKey()),
	"ssh_certificate":     cty.StringVal(sshCertificate()),
	"dsa_key":             cty.StringVal(dsaKey()),
}

var refusalFunctions = map[string]function.Function{
	"concat":     stdlib.ConcatFunc,
	"join":       stdlib.JoinFunc,
	"jsonencode": stdlib.JSONEncodeFunc,
	"merge":      stdlib.MergeFunc,
	"replace":    stdlib.ReplaceFunc,
	"split":      stdlib.SplitFunc,
	"trimsuffix": stdlib.TrimSuffixFunc,
	"upper":      stdlib.UpperFunc,

	// pem(type, content) is a block in PEM.
	"pem": textFunction(func(args []cty.Value) string {
		return inPEM(args[0].AsString(), []byte(args[1].AsString()))
	}, cty.String, cty.String),
	// repeat(text, times) is the text so many times.
	"repeat": textFunction(func(args []cty.Value) string {
		return strings.Repeat(args[0].AsString(), whole(args[1]))
	}, cty.String, cty.Number),
	// rsa_key(bits) is a public RSA key in base64.
	"rsa_key": textFunction(func(args []cty.Value) string { return rsaKeyOf(whole(args[0])) }, cty.Number),
}

// textFunction returns a function of HCL whose result is a text.
func textFunction(do func(args []cty.Value) string, parameters ...cty.Type) function.Function {
	spec := &function.Spec{
		Type: function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return cty.StringVal(do(args)), nil },
	}
	for _, ty := range parameters {
		spec.Params = append(spec.Params, function.Parameter{Type: ty})
	}
	return function.New(spec)
}

func whole(number cty.Value) int {
	n, _ := number.AsBigFloat().Int64()
	return int(n)
}
