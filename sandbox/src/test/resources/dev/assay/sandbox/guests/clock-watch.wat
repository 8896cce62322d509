;; Reads each of its clocks two thousand times, as fast as it can, and traps if one that must not go back does.
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\"}")
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (local $left i32)
    (local $clock i32)
    (local $before i64)
    (loop $clocks
      (local.set $left (i32.const 2000))
      (local.set $before (i64.const 0))
      (loop $again
        (if (call $clock (local.get $clock) (i64.const 0) (i32.const 16)) (then (unreachable)))
        (if (i64.lt_u (i64.load (i32.const 16)) (local.get $before)) (then (unreachable)))
        (if (local.get $clock) (then (local.set $before (i64.load (i32.const 16)))))
        (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (br_if $clocks (i32.lt_u (local.tee $clock (i32.add (local.get $clock) (i32.const 1))) (i32.const 4))))
    (i64.const 4398046511134)))
