;; Uses an atomic instruction.
(module
  (memory (export "memory") 1)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (drop (i32.atomic.load (i32.const 0)))
    (i64.const 0)))
