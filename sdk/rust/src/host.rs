//! What the host does for a plugin: one function a capability. A call outside the effective set ends the run, so there
//! is no error for it; every other failure is a [`HostError`].

use crate::json::{self, object, Value};

/// Why the host could not do it: `not-found`, `too-large`, `timeout`, `unavailable`, `refused`, `invalid-request` or `failed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostError {
    pub code: String,
    pub message: String,
}

impl HostError {
    pub fn new(code: &str, message: &str) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// One import for each capability; those that a plugin does not call are not in its module.
macro_rules! capability {
    ($(#[$doc:meta])* $name:ident, $module:literal) => {
        $(#[$doc])*
        pub fn $name(request: &Value) -> Result<Value, HostError> {
            #[cfg(target_arch = "wasm32")]
            {
                #[link(wasm_import_module = $module)]
                extern "C" {
                    fn call(pointer: *const u8, length: usize) -> usize;
                }
                let request = request.to_string();
                // SAFETY: the host reads exactly the bytes of `request`, which live until it returns.
                unpack(&take(unsafe { call(request.as_ptr(), request.len()) }))
            }
            #[cfg(not(target_arch = "wasm32"))]
            {
                let _ = request;
                Err(HostError::new("unavailable", concat!($module, " is there only inside the sandbox")))
            }
        }
    };
}

capability!(/** Runs the command that the runtime's file gives a name. */ exec, "assay:exec@1");
capability!(/** Reads a file or its mode and owner. */ file, "assay:file@1");
capability!(/** Makes a TLS handshake. */ tls, "assay:tls@1");
capability!(/** Makes an HTTP request; the host adds the secret that the manifest names. */ http, "assay:http@1");
capability!(/** Looks up records of a domain name. */ dns, "assay:dns@1");
capability!(/** Gets or lists objects of the host's cluster. */ kubernetes, "assay:kubernetes@1");
capability!(/** Reads one variable of the host's environment. */ env, "assay:env@1");
capability!(/** The host's time; needs no manifest entry. */ clock, "assay:clock@1");
capability!(/** Random bytes; needs no manifest entry. */ random, "assay:random@1");
capability!(/** Writes to the run's log; needs no manifest entry. */ log, "assay:log@1");

/// Runs a named command: its exit status, what it printed, and what it complained of.
pub fn run(name: &str) -> Result<(i64, String, String), HostError> {
    let ok = exec(&object([("name", name.into())]))?;
    let text = |key| ok.get(key).and_then(Value::text).map(str::to_owned);
    match (ok.get("status").and_then(Value::integer), text("stdout"), text("stderr")) {
        (Some(status), Some(stdout), Some(stderr)) => Ok((status, stdout, stderr)),
        _ => Err(malformed("exec answered without status, stdout and stderr")),
    }
}

/// The answer that waits at the host.
#[cfg(target_arch = "wasm32")]
fn take(length: usize) -> Vec<u8> {
    #[link(wasm_import_module = "assay:host@1")]
    extern "C" {
        fn take(pointer: *mut u8, length: usize);
    }
    let mut answer = vec![0; length];
    // SAFETY: the host writes exactly `length` bytes.
    unsafe { take(answer.as_mut_ptr(), length) };
    answer
}

/// `{"ok":…}` or `{"error":{"code","message"}}`; a host that answers anything else has failed.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
fn unpack(answer: &[u8]) -> Result<Value, HostError> {
    let answer = json::read(answer).map_err(|problem| malformed(&problem))?;
    if let Some(ok) = answer.get("ok") {
        return Ok(ok.clone());
    }
    let text = |key| answer.get("error").and_then(|e| e.get(key)).and_then(Value::text);
    match (text("code"), text("message")) {
        (Some(code), Some(message)) => Err(HostError::new(code, message)),
        _ => Err(malformed("the answer is neither ok nor an error")),
    }
}

fn malformed(problem: &str) -> HostError {
    HostError::new("malformed-answer", problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ok_is_its_content() {
        assert_eq!(unpack(br#"{"ok":{"value":"a"}}"#).unwrap().get("value"), Some(&"a".into()));
    }

    #[test]
    fn an_error_keeps_code_and_message() {
        let answer = br#"{"error":{"code":"not-found","message":"no such program"}}"#;
        assert_eq!(unpack(answer).unwrap_err(), HostError::new("not-found", "no such program"));
    }

    #[test]
    fn anything_else_is_a_malformed_answer() {
        for answer in ["", "{}", "[]", r#"{"error":{}}"#, r#"{"error":{"code":1,"message":"x"}}"#, "{\"ok\":"] {
            assert_eq!(unpack(answer.as_bytes()).unwrap_err().code, "malformed-answer", "{}", answer);
        }
    }

    #[test]
    fn outside_the_sandbox_there_is_no_host() {
        assert_eq!(run("sshd-effective").unwrap_err().code, "unavailable");
        for call in [http, dns, kubernetes] {
            assert_eq!(call(&object([])).unwrap_err().code, "unavailable");
        }
    }
}
