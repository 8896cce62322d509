//! What an Assay plugin written in Rust needs.
//!
//! A plugin implements [`Plugin`] and exports it; the reactor ABI of the contract `assessment/1` is this crate's matter.
//! It has no dependencies and no `unsafe` in its interface. It deliberately lacks floating point, files, sockets and
//! threads: whatever a plugin learns of its host comes through [`host`].
//!
//! ```
//! use assay::{json::object, Plugin, Value};
//!
//! struct Nothing;
//!
//! impl Plugin for Nothing {
//!     fn describe() -> Value {
//!         object([("abi", "1".into()), ("name", "acme/nothing".into())])
//!     }
//!     fn assess(_request: Value) -> Value {
//!         object([("abi", "1".into()), ("status", "success".into())])
//!     }
//! }
//!
//! assay::export!(Nothing);
//! ```

pub mod abi;
pub mod host;
pub mod json;
pub mod report;

pub use host::HostError;
pub use json::Value;
pub use report::{Check, Judgement, Report};

/// The two questions that the host asks.
pub trait Plugin {
    /// Name, version and checks; the first two must be the manifest's.
    fn describe() -> Value;

    /// One run. The request has been read; one that is not JSON never arrives here.
    fn assess(request: Value) -> Value;
}

/// Exports a [`Plugin`] under the names of the reactor ABI. Once a plugin, at the root of its crate.
#[macro_export]
macro_rules! export {
    ($plugin:ty) => {
        #[no_mangle]
        pub extern "C" fn assay_describe() -> u64 {
            $crate::abi::answer(<$plugin as $crate::Plugin>::describe())
        }

        /// # Safety
        /// The host passes memory that it got from `assay_alloc`.
        #[no_mangle]
        pub unsafe extern "C" fn assay_assess(pointer: *mut u8, length: usize) -> u64 {
            $crate::abi::answer($crate::abi::assess::<$plugin>(&$crate::abi::taken(
                pointer, length,
            )))
        }
    };
}
