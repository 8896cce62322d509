;; Grows its table without end; then says how it was refused, by trapping.
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\"}")
  (table 1 funcref)
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (loop (br_if 0 (i32.ne (table.grow 0 (ref.null func) (i32.const 100000)) (i32.const -1))))
    (if (i32.ne (table.grow 0 (ref.null func) (i32.const 2147483647)) (i32.const -1)) (then (unreachable)))
    (if (i32.gt_u (table.size 0) (i32.const 1000000)) (then (unreachable)))
    (i64.const 4398046511134)))
