;; Answers with a mebibyte of opening brackets.
(module
  (memory (export "memory") 32)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (memory.fill (i32.const 65536) (i32.const 91) (i32.const 1048576))
    (i64.or (i64.shl (i64.const 65536) (i64.const 32)) (i64.const 1048576))))
