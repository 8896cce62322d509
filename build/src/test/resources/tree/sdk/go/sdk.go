// Package sdk answers with the place of its own source.
package sdk

import "runtime"

func Describe() string {
	_, file, _, _ := runtime.Caller(0)
	return file
}
