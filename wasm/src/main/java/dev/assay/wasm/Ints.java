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

    /** Gives back the room that was kept for growth. */
    void trim() {
        items = Arrays.copyOf(items, size);
    }

    void clear() {
        size = 0;
    }

    void removeLast() {
        size--;
    }

    boolean sameAs(Ints other) {
        return Arrays.equals(items, 0, size, other.items, 0, other.size);
    }

    int compareTo(Ints other) {
        return Arrays.compare(items, 0, size, other.items, 0, other.size);
    }

    int hash() {
        int hash = 1;
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + items[i];
        }
        return hash;
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
