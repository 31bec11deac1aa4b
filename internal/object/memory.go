package object

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// memoryKey is where private state keeps what a model remembers beside its attributes.
const memoryKey = "memory"

// privateState is a resource's private state in requests and responses.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// recall fills a model with what was remembered of it.
func (r *managed[M, C]) recall(ctx context.Context, private privateState, m *M, diags *diag.Diagnostics) {
	if r.Memory == nil {
		return
	}
	kept, keyDiags := private.GetKey(ctx, memoryKey)
	diags.Append(keyDiags...)
	if kept == nil {
		return
	}
	if err := json.Unmarshal(kept, r.Memory(m)); err != nil {
		diags.AddError("Private state cannot be read", err.Error())
	}
}

// remember keeps what is to be remembered of a model.
func (r *managed[M, C]) remember(ctx context.Context, private privateState, m *M, diags *diag.Diagnostics) {
	if r.Memory == nil {
		return
	}
	text, err := json.Marshal(r.Memory(m))
	if err != nil {
		diags.AddError("Private state cannot be written", err.Error())
		return
	}
	kept, keyDiags := private.GetKey(ctx, memoryKey)
	diags.Append(keyDiags...)
	if !bytes.Equal(kept, text) {
		diags.Append(private.SetKey(ctx, memoryKey, text)...)
	}
}
