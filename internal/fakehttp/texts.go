package fakehttp

import "reflect"

// EachText visits the texts of a struct, also of those in it and in its lists, by the names of type and field: tests
// that no field of an error repeats what a server said of a secret go over all of them.
func EachText(v any, visit func(name, text string)) { eachText(reflect.ValueOf(v), visit) }

func eachText(v reflect.Value, visit func(name, text string)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Field(i)
			if field.Kind() == reflect.String {
				visit(v.Type().Name()+"."+v.Type().Field(i).Name, field.String())
			} else {
				eachText(field, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), visit)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachText(v.Elem(), visit)
		}
	default:
	}
}
