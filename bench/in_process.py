"""MODULE [CODE]: describes a plugin with wasmtime, as a host does that runs plugins in its own process: fuel on, a new instance each time.

With CODE, once, from code that was compiled before: what a process of its own for each run costs. Prints milliseconds.
"""
import statistics
import sys
import time

from wasmtime import Config, Engine, Linker, Module, Store


def describe(engine, linker, module):
    store = Store(engine)
    store.set_fuel(10**12)
    exports = linker.instantiate(store, module).exports(store)
    if "_initialize" in exports:
        exports["_initialize"](store)
    answer = exports["assay_describe"](store)
    pointer, length = answer >> 32 & 0xFFFFFFFF, answer & 0xFFFFFFFF
    return bytes(exports["memory"].read(store, pointer, pointer + length))


def main():
    config = Config()
    config.consume_fuel = True
    engine = Engine(config)
    linker = Linker(engine)
    linker.allow_shadowing = True
    if len(sys.argv) > 2:
        module = Module.deserialize_file(engine, sys.argv[2])
        linker.define_unknown_imports_as_traps(module)
        assert describe(engine, linker, module).startswith(b"{")
        return
    begin = time.perf_counter()
    module = Module.from_file(engine, sys.argv[1])
    compiled = (time.perf_counter() - begin) * 1000
    linker.define_unknown_imports_as_traps(module)
    assert describe(engine, linker, module).startswith(b"{")
    times = []
    for _ in range(2000):
        begin = time.perf_counter()
        describe(engine, linker, module)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    print(f"wasmtime in its host's process: p50 {statistics.median(times):.2f} ms, p99 {times[1979]:.2f} ms;"
          f" compiling it first {compiled:.0f} ms")
    code = sys.argv[1] + ".code"
    with open(code, "wb") as out:
        out.write(module.serialize())


main()
