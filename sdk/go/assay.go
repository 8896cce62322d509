// Package assay is what an Assay plugin written in Go needs: the reactor ABI of the contract assessment/1, the host's
// capabilities, JSON, and the response's shape.
//
// A plugin is a package main with an empty main function and an init that registers it:
//
//	func init() { assay.Register(plugin{}) }
//	func main() {}
//
// It is built with GOOS=wasip1 GOARCH=wasm and -buildmode=c-shared. The package deliberately imports neither fmt, os,
// time nor encoding/json: each would add imports of WASI to the module, and a megabyte. A plugin that keeps to that has
// the eleven imports that Go's runtime itself needs, and those of its capabilities.
package assay

// Plugin answers the host's two questions.
type Plugin interface {
	// Describe tells name, version and checks; the first two must be the manifest's.
	Describe() Value
	// Assess is one run. A request that is not JSON never arrives here.
	Assess(request Value) Value
}

var registered Plugin

// Register names the plugin that the exports speak for. Once, in an init function.
func Register(plugin Plugin) { registered = plugin }

// assess answers a request that cannot be read, instead of trapping: the host then has a reason to show.
func assess(plugin Plugin, request []byte) Value {
	value, err := Read(request)
	if err != nil {
		return Refusal("invalid-request", err.Error())
	}
	return plugin.Assess(value)
}
