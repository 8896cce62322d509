;; Says that it is another version than its manifest.
(module
  (memory (export "memory") 1)
  (data (i32.const 16) "{\"abi\":\"1\",\"name\":\"test/guest\",\"version\":\"6.6.6\",\"checks\":[{\"key\":\"one\",\"title\":\"One\",\"control-ids\":[\"ac-1\"]}]}")
  (data (i32.const 512) "{\"abi\":\"1\",\"subjects\":[{\"identifier\":\"host-1\"}]}")
  (data (i32.const 1024) "{\"abi\":\"1\",\"status\":\"success\",\"observations\":[{\"key\":\"one\",\"title\":\"One\"}],\"findings\":[{\"key\":\"f\",\"title\":\"F\",\"target\":{\"type\":\"objective-id\",\"target-id\":\"ac-1_obj\",\"status\":{\"state\":\"satisfied\"}},\"related-observations\":[\"one\"]}]}")
  (func (export "assay_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "assay_describe") (result i64)
    (i64.const 68719476847))
  (func (export "assay_select") (param i32 i32) (result i64)
    (i64.const 2199023255600))
  (func (export "assay_assess") (param i32 i32) (result i64)
    (i64.const 4398046511334)))
