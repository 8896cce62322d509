;; Reads on and on, without a call, until it is beyond its memory.
(module
  (memory (export "memory") 1)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (local $at i32)
    (local $sum i64)
    (loop $on
      (local.set $sum (i64.add (local.get $sum) (i64.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $on))
    (unreachable)))
