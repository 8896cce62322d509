;; Has its request, and then its host's answer, put over the very answer that it gives.
(module
  (import "assay:clock@1" "call" (func $call (param i32 i32) (result i32)))
  (import "assay:host@1" "take" (func $take (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\"}")
  (data (i32.const 16) "{}")
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (call $take (i32.const 1020) (call $call (i32.const 16) (i32.const 2)))
    (i64.const 4398046511134)))
