package assay

import "unsafe"

// Memory that crosses the border. It is held here until the end of the run, so that the collector leaves it alone; an
// instance lives for one run.
var held [][]byte

func hold(size uint32) ([]byte, unsafe.Pointer) {
	memory := make([]byte, max(size, 1))
	held = append(held, memory)
	return memory[:size], unsafe.Pointer(unsafe.SliceData(memory))
}

// answer is the message's place as the host wants it, pointer << 32 | length.
func answer(message Value) uint64 {
	text := message.append(make([]byte, 0, 16<<10))
	held = append(held, text)
	return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(text))))<<32 | uint64(len(text))
}

//go:wasmexport assay_alloc
func alloc(size uint32) unsafe.Pointer {
	_, pointer := hold(size)
	return pointer
}

//go:wasmexport assay_describe
func describe() uint64 { return answer(registered.Describe()) }

//go:wasmexport assay_assess
func assessExport(pointer unsafe.Pointer, length uint32) uint64 {
	return answer(assess(registered, unsafe.Slice((*byte)(pointer), length)))
}

//go:wasmimport assay:host@1 take
func take(pointer unsafe.Pointer, length uint32)

// exchange sends a request through an import and fetches the answer.
func exchange(call func(unsafe.Pointer, uint32) uint32, request Value) (Value, *HostError) {
	text := request.String()
	length := call(unsafe.Pointer(unsafe.StringData(text)), uint32(len(text)))
	memory, pointer := hold(length)
	take(pointer, length)
	return unpack(memory)
}

//go:wasmimport assay:exec@1 call
func execCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:file@1 call
func fileCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:tls@1 call
func tlsCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:http@1 call
func httpCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:dns@1 call
func dnsCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:kubernetes@1 call
func kubernetesCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:env@1 call
func envCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:clock@1 call
func clockCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:random@1 call
func randomCall(pointer unsafe.Pointer, length uint32) uint32

//go:wasmimport assay:log@1 call
func logCall(pointer unsafe.Pointer, length uint32) uint32

// One function a capability; those that a plugin does not call are not in its module.

// Exec runs the command that the runtime's file gives a name.
func Exec(request Value) (Value, *HostError) { return exchange(execCall, request) }

// File reads a file or its mode and owner.
func File(request Value) (Value, *HostError) { return exchange(fileCall, request) }

// TLS makes a handshake.
func TLS(request Value) (Value, *HostError) { return exchange(tlsCall, request) }

// HTTP makes a request; the host adds the secret that the manifest names.
func HTTP(request Value) (Value, *HostError) { return exchange(httpCall, request) }

// DNS looks up records of a name.
func DNS(request Value) (Value, *HostError) { return exchange(dnsCall, request) }

// Kubernetes gets or lists objects of the host's cluster.
func Kubernetes(request Value) (Value, *HostError) { return exchange(kubernetesCall, request) }

// Env reads one variable of the host's environment.
func Env(request Value) (Value, *HostError) { return exchange(envCall, request) }

// Clock tells the host's time; it needs no manifest entry.
func Clock(request Value) (Value, *HostError) { return exchange(clockCall, request) }

// Random gives random bytes; it needs no manifest entry.
func Random(request Value) (Value, *HostError) { return exchange(randomCall, request) }

// Log writes to the run's log; it needs no manifest entry.
func Log(request Value) (Value, *HostError) { return exchange(logCall, request) }
