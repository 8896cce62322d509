;; Answers as the contract asks, and calls a function whose name is made for pages that show it.
(module
  (memory (export "memory") 1)
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\"}")
  (func $work (export "</script><img src=x onerror=document.title='taken'>\e2\80\ae") (result i32)
    (local i32)
    (loop
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get 0) (i32.const 1000))))
    (local.get 0))
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64) (i64.const 0))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (drop (call $work))
    (i64.const 4398046511134)))
