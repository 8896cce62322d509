package dev.assay.sandbox.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * A guest's memory under the run's limit, in one array: the engine's own keeps a page to an array, and compiled code takes
 * 1.7 times the time with it. It remembers whether growth was refused: a guest that traps afterwards ran out of memory, whatever its
 * own message says.
 *
 * <p>Growth copies, but seldom: the array gets room for more than was asked for. So the heap must hold a memory twice. For the
 * guest's thread alone; a shared memory is not to be had.
 */
final class GuestMemory implements Memory {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    /** An array cannot be longer, and an address beyond it would be less than nothing. */
    private static final int MOST_PAGES = Integer.MAX_VALUE / PAGE_SIZE;

    private final int initialPages;
    private final int maximumPages;

    /** What lies behind {@link #size} is room to grow into, and zero. */
    private byte[] bytes;

    private int size;

    /** The instance's own array: the interpreter drops a segment there, and compiled code here. */
    private DataSegment[] segments = {};

    private boolean growthRefused;

    private GuestMemory(int initialPages, int maximumPages) {
        this.initialPages = initialPages;
        this.maximumPages = maximumPages;
        this.bytes = new byte[initialPages * PAGE_SIZE];
        this.size = bytes.length;
    }

    /** A memory as the module declares it, but never more than {@code pagesAllowed} pages. */
    static GuestMemory within(MemoryLimits declared, int pagesAllowed) {
        int most = Math.min(pagesAllowed, MOST_PAGES);
        if (declared.initialPages() > most) {
            throw new Ended(
                    Ending.Kind.REFUSED,
                    "the module starts with " + declared.initialPages() + " pages of memory, the limit is " + most);
        }
        return new GuestMemory(declared.initialPages(), Math.min(declared.maximumPages(), most));
    }

    boolean growthRefused() {
        return growthRefused;
    }

    /** The size in bytes; memory never shrinks, so this is also the peak. */
    long size() {
        return size;
    }

    @Override
    public int grow(int by) {
        int before = pages();
        if (by < 0 || by > maximumPages - before) {
            growthRefused = true;
            return -1;
        }
        int needed = (before + by) * PAGE_SIZE;
        if (needed > bytes.length) {
            long roomy = bytes.length + bytes.length / 2L;
            bytes = Arrays.copyOf(bytes, (int) Math.clamp(roomy, needed, (long) maximumPages * PAGE_SIZE));
        }
        size = needed;
        return before;
    }

    @Override
    public int pages() {
        return size / PAGE_SIZE;
    }

    @Override
    public int initialPages() {
        return initialPages;
    }

    @Override
    public int maximumPages() {
        return maximumPages;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    @SuppressWarnings("removal") // the interface asks for it; threads are not offered, and who gets here is trapped
    public Object lock(int address) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("removal")
    public int notify(int address, int maxThreads) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void initialize(Instance instance, DataSegment[] declared) {
        initialize(instance, declared, 0);
    }

    @Override
    public void initialize(Instance instance, DataSegment[] declared, int memoryIndex) {
        if (declared == null) { // of a module without a data section
            return;
        }
        segments = declared;
        for (DataSegment segment : declared) {
            if (segment instanceof ActiveDataSegment active && active.index() == memoryIndex) {
                byte[] data = active.bytes();
                int to = (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
                if (isOutside(to, data.length)) {
                    throw new UninstantiableException(message(to, data.length));
                }
                System.arraycopy(data, 0, bytes, to, data.length);
            }
        }
    }

    @Override
    public void initPassiveSegment(int segment, int destination, int offset, int length) {
        // WebAssembly 2.0 §4.5.4: an active segment was copied when the module was instantiated, and then dropped.
        DataSegment from =
                segments[segment] instanceof ActiveDataSegment ? PassiveDataSegment.EMPTY : segments[segment];
        write(destination, from.bytes(), offset, length);
    }

    @Override
    public void drop(int segment) {
        segments[segment] = PassiveDataSegment.EMPTY;
    }

    private boolean isOutside(int address, int length) {
        return address < 0 || length < 0 || length > size - address;
    }

    private void check(int address, int length) {
        if (isOutside(address, length)) {
            throw outside(address, length);
        }
    }

    private WasmRuntimeException outside(int address, int length) {
        return new WasmRuntimeException(message(address, length));
    }

    /**
     * The engine's own words: a guest is told the same whichever memory it had. Of addresses from 2³¹ the interpreter says no more, which it
     * refuses before it asks a memory; compiled code asks.
     */
    private String message(int address, int length) {
        if (address < 0) {
            return "out of bounds memory access";
        }
        return "out of bounds memory access: attempted to access address: " + address + " but limit is: " + size
                + " and size: " + length;
    }

    @Override
    public void write(int address, byte[] data, int offset, int length) {
        if (offset < 0 || length < 0 || length > data.length - offset) {
            throw outside(address, length);
        }
        check(address, length);
        System.arraycopy(data, offset, bytes, address, length);
    }

    @Override
    public byte[] readBytes(int address, int length) {
        check(address, length);
        return Arrays.copyOfRange(bytes, address, address + length);
    }

    @Override
    public void zero() {
        Arrays.fill(bytes, 0, size, (byte) 0);
    }

    @Override
    public void fill(byte value, int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw outside(from, to - from);
        }
        Arrays.fill(bytes, from, to, value);
    }

    @Override
    public void copy(int destination, int source, int length) {
        check(source, length);
        check(destination, length);
        System.arraycopy(bytes, source, bytes, destination, length);
    }

    // What follows is where a guest spends its time. The checks are written out: as long as these methods are small, a
    // compiler
    // takes them into the guest's own code.

    @Override
    public byte read(int address) {
        if (address < 0 || address >= size) {
            throw outside(address, 1);
        }
        return bytes[address];
    }

    @Override
    public void writeByte(int address, byte value) {
        if (address < 0 || address >= size) {
            throw outside(address, 1);
        }
        bytes[address] = value;
    }

    @Override
    public short readShort(int address) {
        check(address, Short.BYTES);
        return (short) SHORT.get(bytes, address);
    }

    @Override
    public long readU16(int address) {
        return Short.toUnsignedLong(readShort(address));
    }

    @Override
    public void writeShort(int address, short value) {
        check(address, Short.BYTES);
        SHORT.set(bytes, address, value);
    }

    @Override
    public int readInt(int address) {
        check(address, Integer.BYTES);
        return (int) INT.get(bytes, address);
    }

    @Override
    public void writeI32(int address, int value) {
        check(address, Integer.BYTES);
        INT.set(bytes, address, value);
    }

    @Override
    public long readLong(int address) {
        check(address, Long.BYTES);
        return (long) LONG.get(bytes, address);
    }

    @Override
    public void writeLong(int address, long value) {
        check(address, Long.BYTES);
        LONG.set(bytes, address, value);
    }

    @Override
    public float readFloat(int address) {
        check(address, Float.BYTES);
        return (float) FLOAT.get(bytes, address);
    }

    /** The bits of a float, in the form in which the interpreter keeps them. */
    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public void writeF32(int address, float value) {
        check(address, Float.BYTES);
        FLOAT.set(bytes, address, value);
    }

    @Override
    public double readDouble(int address) {
        check(address, Double.BYTES);
        return (double) DOUBLE.get(bytes, address);
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeF64(int address, double value) {
        check(address, Double.BYTES);
        DOUBLE.set(bytes, address, value);
    }
}
