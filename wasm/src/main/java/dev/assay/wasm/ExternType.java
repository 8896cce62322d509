package dev.assay.wasm;

import java.util.List;

/** The type of something imported or exported. {@code toString} is the text format of WebAssembly 3.0 §6.4.11. */
public sealed interface ExternType {
    /** The field's word: {@code func}, {@code table}, {@code memory}, {@code global} or {@code tag}. */
    String kind();

    /**
     * A function.
     *
     * @param params parameter types in text format, such as {@code i32} or {@code (ref null 5)}
     * @param results result types
     */
    record Func(List<String> params, List<String> results) implements ExternType {
        public Func {
            params = List.copyOf(params);
            results = List.copyOf(results);
        }

        @Override
        public String kind() {
            return "func";
        }

        @Override
        public String toString() {
            return "(func" + signature(params, results) + ")";
        }
    }

    /**
     * A table.
     *
     * @param element the reference type of its entries
     * @param limits entries
     */
    record Table(String element, Bounds limits) implements ExternType {
        @Override
        public String kind() {
            return "table";
        }

        @Override
        public String toString() {
            return "(table " + limits + " " + element + ")";
        }
    }

    /**
     * A memory.
     *
     * @param limits in pages
     * @param shared whether threads share it
     * @param pageBytes size of one page: 65,536 unless the module says 1
     */
    record Memory(Bounds limits, boolean shared, int pageBytes) implements ExternType {
        public static final int PAGE_BYTES = 65_536;

        @Override
        public String kind() {
            return "memory";
        }

        /** Initial size; saturates at {@code Long.MAX_VALUE}. */
        public long initialBytes() {
            return limits.minimum() > Long.MAX_VALUE / pageBytes ? Long.MAX_VALUE : limits.minimum() * pageBytes;
        }

        @Override
        public String toString() {
            String page = pageBytes == PAGE_BYTES ? "" : " (pagesize " + pageBytes + ")";
            return "(memory " + limits + (shared ? " shared" : "") + page + ")";
        }
    }

    /**
     * A global variable.
     *
     * @param type the type of its value
     * @param mutable whether it can be set
     */
    record Global(String type, boolean mutable) implements ExternType {
        @Override
        public String kind() {
            return "global";
        }

        @Override
        public String toString() {
            return mutable ? "(global (mut " + type + "))" : "(global " + type + ")";
        }
    }

    /**
     * An exception tag.
     *
     * @param params what an exception of this tag carries
     */
    record Tag(List<String> params) implements ExternType {
        public Tag {
            params = List.copyOf(params);
        }

        @Override
        public String kind() {
            return "tag";
        }

        @Override
        public String toString() {
            return "(tag" + signature(params, List.of()) + ")";
        }
    }

    /**
     * Size limits of a memory or table.
     *
     * @param minimum initial size; a number past {@code Long.MAX_VALUE} is given as that
     * @param maximum largest size, or {@link #UNBOUNDED}
     * @param wide whether addresses have 64 bits (memory64)
     */
    record Bounds(long minimum, long maximum, boolean wide) {
        public static final long UNBOUNDED = -1;

        public boolean bounded() {
            return maximum != UNBOUNDED;
        }

        @Override
        public String toString() {
            return (wide ? "i64 " : "") + minimum + (bounded() ? " " + maximum : "");
        }
    }

    private static String signature(List<String> params, List<String> results) {
        return (params.isEmpty() ? "" : " (param " + String.join(" ", params) + ")")
                + (results.isEmpty() ? "" : " (result " + String.join(" ", results) + ")");
    }
}
