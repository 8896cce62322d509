package dev.assay.sandbox.worker;

import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;

/**
 * The engine's own memory under the run's limit, which remembers whether growth was refused: a guest that traps afterwards
 * ran out of memory, whatever its own message says.
 *
 * <p>Everything but {@link #grow} is the engine's. For the guest's thread alone.
 */
final class GuestMemory implements Memory {
    private final Memory engine;
    private boolean growthRefused;

    private GuestMemory(Memory engine) {
        this.engine = engine;
    }

    /** A memory as the module declares it, but never more than {@code pagesAllowed} pages. */
    static GuestMemory within(MemoryLimits declared, int pagesAllowed) {
        if (declared.initialPages() > pagesAllowed) {
            throw new Ended(
                    Ending.Kind.REFUSED,
                    "the module starts with " + declared.initialPages() + " pages of memory, the limit is "
                            + pagesAllowed);
        }
        int most = Math.min(declared.maximumPages(), pagesAllowed);
        return new GuestMemory(new ByteArrayMemory(new MemoryLimits(declared.initialPages(), most, declared.shared())));
    }

    boolean growthRefused() {
        return growthRefused;
    }

    /** The size in bytes; memory never shrinks, so this is also the peak. */
    long size() {
        return (long) pages() * PAGE_SIZE;
    }

    @Override
    public int grow(int pages) {
        int before = engine.grow(pages);
        growthRefused |= before < 0;
        return before;
    }

    @Override
    public int pages() {
        return engine.pages();
    }

    @Override
    public int initialPages() {
        return engine.initialPages();
    }

    @Override
    public int maximumPages() {
        return engine.maximumPages();
    }

    @Override
    public boolean shared() {
        return engine.shared();
    }

    @Override
    @SuppressWarnings("removal") // the interface still asks for it
    public Object lock(int address) {
        return engine.lock(address);
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        return engine.waitOn(address, expected, timeout);
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        return engine.waitOn(address, expected, timeout);
    }

    @Override
    @SuppressWarnings("removal")
    public int notify(int address, int maxThreads) {
        return engine.notify(address, maxThreads);
    }

    @Override
    public void initialize(Instance instance, DataSegment[] segments) {
        engine.initialize(instance, segments);
    }

    @Override
    public void initialize(Instance instance, DataSegment[] segments, int memoryIndex) {
        engine.initialize(instance, segments, memoryIndex);
    }

    @Override
    public void initPassiveSegment(int segment, int destination, int offset, int size) {
        engine.initPassiveSegment(segment, destination, offset, size);
    }

    @Override
    public void write(int address, byte[] data, int offset, int size) {
        engine.write(address, data, offset, size);
    }

    @Override
    public byte read(int address) {
        return engine.read(address);
    }

    @Override
    public byte[] readBytes(int address, int length) {
        return engine.readBytes(address, length);
    }

    @Override
    public void writeI32(int address, int value) {
        engine.writeI32(address, value);
    }

    @Override
    public int readInt(int address) {
        return engine.readInt(address);
    }

    @Override
    public void writeLong(int address, long value) {
        engine.writeLong(address, value);
    }

    @Override
    public long readLong(int address) {
        return engine.readLong(address);
    }

    @Override
    public void writeShort(int address, short value) {
        engine.writeShort(address, value);
    }

    @Override
    public short readShort(int address) {
        return engine.readShort(address);
    }

    @Override
    public long readU16(int address) {
        return engine.readU16(address);
    }

    @Override
    public void writeByte(int address, byte value) {
        engine.writeByte(address, value);
    }

    @Override
    public void writeF32(int address, float value) {
        engine.writeF32(address, value);
    }

    @Override
    public long readF32(int address) {
        return engine.readF32(address);
    }

    @Override
    public float readFloat(int address) {
        return engine.readFloat(address);
    }

    @Override
    public void writeF64(int address, double value) {
        engine.writeF64(address, value);
    }

    @Override
    public double readDouble(int address) {
        return engine.readDouble(address);
    }

    @Override
    public long readF64(int address) {
        return engine.readF64(address);
    }

    @Override
    public void zero() {
        engine.zero();
    }

    @Override
    public void fill(byte value, int from, int to) {
        engine.fill(value, from, to);
    }

    @Override
    public void copy(int destination, int source, int size) {
        engine.copy(destination, source, size);
    }

    @Override
    public void drop(int segment) {
        engine.drop(segment);
    }
}
