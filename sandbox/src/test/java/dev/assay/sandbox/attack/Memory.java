package dev.assay.sandbox.attack;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What an attack costs the process that it is aimed at. */
public final class Memory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Memory() {}

    /** Bytes of the heap that are still used once what can be collected is. */
    public static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes that this thread has allocated since it was started. */
    public static long allocatedByThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
