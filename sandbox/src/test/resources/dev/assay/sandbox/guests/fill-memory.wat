;; Fills all of its memory again and again.
(module
  (memory (export "memory") 1024)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 67108864)) (br 0)) (unreachable)))
