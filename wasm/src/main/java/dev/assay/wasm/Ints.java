package dev.assay.wasm;

import java.util.Arrays;

/** A growing sequence of ints, without boxing. */
final class Ints {
    private int[] items = new int[16];
    private int size;

    void add(int item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size + (size >> 1) + 16);
        }
        items[size++] = item;
    }

    int get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return items[index];
    }

    void set(int index, int item) {
        items[index] = item;
    }

    /** Makes room for this many at once, where they are known to come. */
    void reserve(int count) {
        if (count > items.length) {
            items = Arrays.copyOf(items, count);
        }
    }

    void clear() {
        size = 0;
    }

    void removeLast() {
        size--;
    }

    /** Whether a run of these ints equals the end of some others. */
    boolean endsWith(int start, int count, int[] others, int end) {
        return Arrays.equals(items, start, start + count, others, end - count, end);
    }

    void copyTo(int start, int count, int[] target, int at) {
        System.arraycopy(items, start, target, at, count);
    }

    int size() {
        return size;
    }
}
