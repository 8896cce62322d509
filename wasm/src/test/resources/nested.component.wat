(component
  (import "wasi:cli/environment@0.2.3" (instance (export "get" (func))))
  (import "run-it" (func $f (param "x" u32) (result string)))
  (import "thing" (type (sub resource)))
  (import "m" (core module $mm (import "a" "b" (func))))
  (core module $A (func (export "f")) (memory (export "memory") 1))
  (core instance $a (instantiate $A))
  (component $inner

    (core module $B (func (export "g") (result i32) i32.const 7))
    (core instance $b (instantiate $B))
    (component $innermost (core module $C))
    (func $g (result u32) (canon lift (core func $b "g")))
    (export "g" (func $g))
  )
  (export "inner" (component $inner))
  (export "f2" (func $f))
  (export "mod-a" (core module $A))
)
