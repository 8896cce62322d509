;; Answers with 5 MB that are there.
(module
  (memory (export "memory") 100)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (i64.const 68724476736)))
