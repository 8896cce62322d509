package dev.assay.audit;

import dev.assay.audit.trace.ByteScan;
import dev.assay.wasm.DataSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Segments that lie side by side in memory, wherever they stand in the file: a text that was cut in two is whole there. */
final class SegmentSeams {
    /** More is not joined: the data of one module that is all seams. */
    private static final int MOST_BYTES = 32 << 20;

    private SegmentSeams() {}

    /** Scans each run of such segments for what lies across their seams. */
    static void scan(byte[] module, List<DataSegment> segments, ByteScan scan) {
        List<DataSegment> placed = segments.stream()
                .filter(segment -> segment.address() != DataSegment.UNKNOWN && segment.length() > 0)
                .sorted(Comparator.comparingInt(DataSegment::memory).thenComparingLong(DataSegment::address))
                .toList();
        List<DataSegment> run = new ArrayList<>();
        for (DataSegment segment : placed) {
            if (!run.isEmpty()) {
                DataSegment last = run.getLast();
                if (last.memory() != segment.memory() || last.address() + last.length() != segment.address()) {
                    join(module, run, scan);
                    run.clear();
                }
            }
            run.add(segment);
        }
        join(module, run, scan);
    }

    private static void join(byte[] module, List<DataSegment> run, ByteScan scan) {
        int total = 0;
        int[] starts = new int[run.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = total;
            total = (int) Math.min(MOST_BYTES + 1L, (long) total + run.get(i).length());
        }
        if (run.size() < 2 || total > MOST_BYTES) {
            return;
        }
        byte[] joined = new byte[total];
        for (int i = 0; i < starts.length; i++) {
            System.arraycopy(
                    module, run.get(i).offset(), joined, starts[i], run.get(i).length());
        }
        scan.overJoined(
                joined,
                position -> {
                    int i = row(starts, position);
                    return run.get(i).offset() + position - starts[i];
                },
                (from, to) -> row(starts, from) != row(starts, Math.max(from, to - 1)));
    }

    private static int row(int[] starts, int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }
}
