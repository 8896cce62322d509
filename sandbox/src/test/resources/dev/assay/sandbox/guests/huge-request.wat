;; Asks its host, with requests of 16 MiB each, for ever.
(module
  (import "assay:clock@1" "call" (func $call (param i32 i32) (result i32)))
  (memory (export "memory") 512)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (loop (drop (call $call (i32.const 16) (i32.const 16777216))) (br 0)) (unreachable)))
