//! The reactor ABI: memory that crosses the border, and the two exports that every plugin has alike.

use crate::{json, Plugin, Report, Value};

/// Memory for a message of the host's; it comes back through [`taken`].
#[no_mangle]
pub extern "C" fn assay_alloc(size: usize) -> *mut u8 {
    Box::into_raw(vec![0; size].into_boxed_slice()).cast()
}

/// Takes back what [`assay_alloc`] gave away.
///
/// # Safety
/// `pointer` came from `assay_alloc(length)` and is used no more.
pub unsafe fn taken(pointer: *mut u8, length: usize) -> Vec<u8> {
    Vec::from_raw_parts(pointer, length, length)
}

/// The message's place as the host wants it, `pointer << 32 | length`. It stays in memory: an instance lives for one run.
pub fn answer(message: Value) -> u64 {
    let bytes = message.to_string().into_bytes().leak();
    (bytes.as_ptr() as u64) << 32 | bytes.len() as u64
}

/// A request that cannot be read is answered, not trapped on: the host then has a reason to show.
pub fn assess<P: Plugin>(request: &[u8]) -> Value {
    match json::read(request) {
        Ok(request) => P::assess(request),
        Err(problem) => Report::refusal("invalid-request", &problem),
    }
}

/// Runs the constructors once. Without an `_initialize` that calls them, the linker would run them at every export.
#[cfg(target_arch = "wasm32")]
#[no_mangle]
pub extern "C" fn _initialize() {
    extern "C" {
        fn __wasm_call_ctors();
    }
    // SAFETY: the linker makes this function in every module, and the host calls us once, before anything else.
    unsafe { __wasm_call_ctors() }
}
