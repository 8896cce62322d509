package dev.assay.audit.code;

import java.util.ArrayList;
import java.util.List;

/** The first places of one kind, and no more: a module of a million of them makes no longer list. */
final class Places {
    private static final int MOST = 4_096;

    private final List<CodeFacts.Place> places = new ArrayList<>();

    void add(int offset, int function, long value) {
        if (places.size() < MOST) {
            places.add(new CodeFacts.Place(offset, function, value));
        }
    }

    List<CodeFacts.Place> list() {
        return List.copyOf(places);
    }
}
