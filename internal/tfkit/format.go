package tfkit

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Format is what a text must be like: a validator, and where the format has several spellings of the same meaning, a
// plan modifier. Empty texts pass: they mean that nothing is set. Messages never repeat the value, which may be a
// secret, unless quote is set.
type Format struct {
	what  string
	quote bool
	check func(string) error
	same  Spelling
	clean func(string) string
}

// Is accepts texts for which the function returns no error, or a doubt. what says in a few words what is accepted; the
// text is repeated in messages.
func Is(what string, check func(string) error) Format {
	return Format{what: what, quote: true, check: check}
}

// IsSecretly is Is for secrets, which are not repeated.
func IsSecretly(what string, check func(string) error) Format {
	return Format{what: what, check: check}
}

// SpeltAs returns the format with its spellings.
func (f Format) SpeltAs(same Spelling) Format {
	f.same = same
	return f
}

// CleanedBy returns the format with the function through which texts go before they are sent.
func (f Format) CleanedBy(clean func(string) string) Format {
	f.clean = clean
	return f
}

// KeepText returns the plan modifier of a text of the format.
func (f Format) KeepText() planmodifier.String { return keepSpelling{f.same, f.clean} }

// KeepTexts returns the plan modifier of a set of such texts.
func (f Format) KeepTexts() planmodifier.Set { return keepSpelling{f.same, f.clean} }

// doubt is a reason to doubt a value that may be right all the same.
type doubt struct{ error }

// Doubt returns an error of a check that only warns: the system may take what this provider cannot read.
func Doubt(text string) error { return doubt{errors.New(text)} }

// Description implements validator.Describer.
func (f Format) Description(context.Context) string { return "value must be " + f.what }

// MarkdownDescription implements validator.Describer.
func (f Format) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

// ValidateString implements validator.String.
func (f Format) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	if value == "" {
		return
	}
	err := f.check(value)
	if err == nil {
		return
	}
	// The path of an element of a set holds its value.
	if last, _ := req.Path.Steps().LastStep(); !f.quote {
		if _, inSet := last.(path.PathStepElementKeyValue); inSet {
			req.Path = req.Path.ParentPath()
		}
	}
	if doubtful := (doubt{}); errors.As(err, &doubtful) {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Perhaps not "+f.what,
			fmt.Sprintf("Attribute %s: %v.", req.Path, err))
		return
	}
	// The path is in the text, because Terraform shows no line for an attribute inside of another.
	text := fmt.Sprintf("Attribute %s is not %s", req.Path, f.what)
	if f.quote {
		text = fmt.Sprintf("Attribute %s, %q, is not %s", req.Path, value, f.what)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Not "+f.what, text+": "+err.Error()+".")
}
