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

    int size() {
        return size;
    }
}
