package privxapi

import "context"

func (s *Sources) Named(ctx context.Context, name string) (found []Source, err error) {
	all, err := s.List(ctx)
	for _, o := range all {
		if o.Name == name {
			found = append(found, o)
		}
	}
	return found, err
}
