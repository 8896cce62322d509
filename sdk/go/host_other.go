//go:build !wasm

package assay

// Outside the sandbox there is no host: a plugin's tests give their own answers.
func absent(string) (Value, *HostError) {
	return Value{}, &HostError{"unavailable", "the host is there only inside the sandbox"}
}

func Exec(Value) (Value, *HostError)       { return absent("exec") }
func File(Value) (Value, *HostError)       { return absent("file") }
func TLS(Value) (Value, *HostError)        { return absent("tls") }
func HTTP(Value) (Value, *HostError)       { return absent("http") }
func DNS(Value) (Value, *HostError)        { return absent("dns") }
func Kubernetes(Value) (Value, *HostError) { return absent("kubernetes") }
func Env(Value) (Value, *HostError)        { return absent("env") }
func Clock(Value) (Value, *HostError)      { return absent("clock") }
func Random(Value) (Value, *HostError)     { return absent("random") }
func Log(Value) (Value, *HostError)        { return absent("log") }
