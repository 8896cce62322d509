;; Answers with as many empty objects as fit into 4 MiB: a valid answer that is many times as large once it is read.
(module
  (memory (export "memory") 66)
  (data (i32.const 65536) "{\"abi\":\"1\",\"status\":\"success\",\"records\":[{\"input\":[{}")
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (local $at i32)
    (local.set $at (i32.const 65589))
    (loop
      (i32.store (local.get $at) (i32.const 0x2c7d7b2c)) ;; ,{},
      (local.set $at (i32.add (local.get $at) (i32.const 3)))
      (br_if 0 (i32.lt_u (local.get $at) (i32.const 4259800))))
    (i32.store (local.get $at) (i32.const 0x7d5d7d5d)) ;; ]}]}
    (i64.or (i64.shl (i64.const 65536) (i64.const 32)) (i64.extend_i32_u (i32.sub (local.get $at) (i32.const 65532))))))
