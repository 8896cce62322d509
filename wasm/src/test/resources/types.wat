;; Built by: wasm-tools parse -o types.wasm types.wat (1.263.0)
(module
  (rec
    (type $node (sub (struct (field i8) (field (mut (ref null $node))))))
    (type $leaf (sub final $node (struct (field i8) (field (mut (ref null $node))) (field f64)))))
  (type $bytes (array (mut i8)))
  (type $none (func))
  (type $some (sub (func (param i32 externref) (result (ref $bytes) v128))))
  (func (type $none)
    i32.const -5 drop i64.const 0x7fffffffffffffff drop f32.const 1.5 drop f64.const -0.25 drop
    v128.const i64x2 1 2 drop))
