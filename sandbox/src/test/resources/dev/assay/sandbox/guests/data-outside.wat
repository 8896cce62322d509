;; Valid, but its data do not fit its memory: it traps before anything of it runs.
(module
  (memory (export "memory") 1)
  (data (i32.const 65530) "more than six bytes")
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (i64.const 0))
  (func (export "assay_assess") (param i32 i32) (result i64) (i64.const 0)))
