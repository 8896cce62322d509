;; Traps if anybody calls it while it asks its host; and asks from within its allocator, where its host is calling it.
(module
  (import "assay:clock@1" "call" (func $call (param i32 i32) (result i32)))
  (import "assay:host@1" "take" (func $take (param i32 i32)))
  (memory (export "memory") 1)
  (global $asking (mut i32) (i32.const 0))
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\"}")
  (data (i32.const 16) "{}")
  (func $ask
    (if (global.get $asking) (then (unreachable)))
    (global.set $asking (i32.const 1))
    (call $take (i32.const 2048) (call $call (i32.const 16) (i32.const 2)))
    (global.set $asking (i32.const 0)))
  (func (export "assay_alloc") (param i32) (result i32) (call $ask) (i32.const 4096))
  (func (export "assay_describe") (result i64) (call $ask) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (call $ask) (call $ask)
    (i64.const 4398046511134)))
