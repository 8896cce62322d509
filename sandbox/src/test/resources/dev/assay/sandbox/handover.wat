;; wasm-tools parse handover.wat -o handover.wasm
(module
  (import "host" "look" (func $look (result i32)))
  (memory 1)
  (func $next (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 1)))
  ;; Asks the host n times, in a loop that charges more often than it calls.
  (func (export "ask") (param $n i32) (result i32) (local $sum i32)
    (loop $again
      (if (i32.and (local.get $n) (i32.const 1))
        (then (local.set $sum (call $next (local.get $sum)))))
      (local.set $sum (i32.add (local.get $sum) (call $look)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  ;; Goes round n times, then gives up.
  (func (export "give-up") (param $n i32)
    (loop $again
      (if (i32.eqz (local.get $n))
        (then (unreachable)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $again)))
  ;; Goes round n times, then reads where no memory is.
  (func (export "overrun") (param $n i32) (result i32)
    (loop $again
      (if (i32.eqz (local.get $n))
        (then (return (i32.load (i32.const -1)))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $again))
    (i32.const 0))
  ;; Leaves a loop by a return and by a branch to the function's own label.
  (func (export "leave") (param $n i32) (result i32)
    (loop $again
      (if (i32.eq (local.get $n) (i32.const 7))
        (then (return (i32.const 70))))
      (drop (br_if 1 (i32.const 50) (i32.eq (local.get $n) (i32.const 5))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 1)))
