package dev.assay.sandbox.worker;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/**
 * A table with limits of its own. The engine's table writes its growth back into the module it came from and overflows when
 * asked to grow by about 2³¹; this one does neither, and answers −1 beyond its limit as the specification allows.
 */
final class GuestTable extends TableInstance {
    /** More than any toolchain's function table needs (a 14 MB module has about 30,000). */
    static final int MOST_ELEMENTS = 1_000_000;

    private GuestTable(Table declared, int initialValue) {
        super(declared, initialValue);
    }

    static GuestTable within(Table declared, int initialValue) {
        TableLimits limits = declared.limits();
        if (limits.min() > MOST_ELEMENTS) {
            throw new Ended(
                    Ending.Kind.REFUSED,
                    "the module starts with a table of " + limits.min() + " elements, the limit is " + MOST_ELEMENTS);
        }
        TableLimits own = new TableLimits(limits.min(), Math.min(limits.max(), MOST_ELEMENTS));
        return new GuestTable(new Table(declared.elementType(), own, declared.initialize()), initialValue);
    }

    private boolean tooMuch(int by) {
        return by < 0 || (long) size() + by > limits().max();
    }

    @Override
    public int grow(int by, int value, Instance instance) {
        return tooMuch(by) ? -1 : super.grow(by, value, instance);
    }

    @Override
    public int growWithRef(int by, @Nullable Object value, Instance instance) {
        return tooMuch(by) ? -1 : super.growWithRef(by, value, instance);
    }
}
