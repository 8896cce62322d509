;; Its allocator gives nothing.
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\"}")
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 0))
  (func (export "assay_describe") (result i64) (unreachable))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (i64.const 4398046511134)))
