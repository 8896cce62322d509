package dev.assay.sandbox.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A program that shuts itself in by Landlock, loses its capabilities and every way to new ones, puts on the {@link Filter}, and has
 * another program take its place. The kernel keeps each of these by the thread, and threads made later have what their maker has: in
 * a Java that goes on, threads of the JDK would be shut in too, or the collector's would not. So one Java does it and is gone.
 *
 * <p>Its arguments: the files and folders that may be read and executed, {@code --}, the program and its arguments. Standard streams
 * are passed on, the environment is not.
 */
public final class Landlocked {
    // linux/landlock.h, by version of the ABI
    private static final long EXECUTE = 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long FILES_1 = 0x1fff;
    private static final long REFER_2 = 1 << 13;
    private static final long TRUNCATE_3 = 1 << 14;
    private static final long IOCTL_DEV_5 = 1 << 15;
    private static final long TCP_4 = 3;
    private static final long SIGNALS_AND_ABSTRACT_SOCKETS_6 = 3;
    private static final int CREATE_RULESET_VERSION = 1;
    private static final int RULE_PATH_BENEATH = 1;

    // linux/prctl.h, linux/capability.h, linux/seccomp.h, fcntl.h
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;
    private static final int SET_MODE_FILTER = 1;
    private static final int AT_FDCWD = -100;
    private static final int O_PATH = 0x20_0000;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final int SIGKILL = 9;

    private final Kernel kernel;

    private Landlocked(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Does not return. Where it cannot shut itself in it says why on standard error and starts nothing. */
    public static void main(String[] arguments) {
        int end = Arrays.asList(arguments).indexOf("--");
        try (Arena arena = Arena.ofShared()) {
            Architecture architecture = Architecture.current()
                    .orElseThrow(() -> new IllegalStateException(
                            "system calls of " + System.getProperty("os.arch") + " are not known"));
            Landlocked landlocked = new Landlocked(new Kernel(architecture, arena));
            List<String> words = List.of(arguments);
            landlocked.shutIn(words.subList(0, end).stream().map(Path::of).toList());
            landlocked.become(words.subList(end + 1, words.size()));
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }

    private void shutIn(List<Path> readable) {
        must("end with its parent", kernel.call(SystemCall.PRCTL, PR_SET_PDEATHSIG, SIGKILL));
        must("give up new privileges", kernel.call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1));
        int ruleset = ruleset();
        readable.forEach(path -> allow(ruleset, path));
        dropCapabilities();
        must("shut itself in", kernel.call(SystemCall.LANDLOCK_RESTRICT_SELF, ruleset));
        must("keep its files to itself", kernel.call(SystemCall.CLOSE_RANGE, 3, 0xffff_ffffL, CLOSE_RANGE_CLOEXEC));
    }

    private static long must(String what, long result) {
        if (result < 0) {
            throw new IllegalStateException("a worker could not " + what + ": error " + -result + " of the kernel");
        }
        return result;
    }

    private int ruleset() {
        long version = kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION);
        if (version < 1) {
            throw new IllegalStateException("this kernel has no Landlock, or it is switched off: error " + -version);
        }
        // struct landlock_ruleset_attr: files, network, scopes
        MemorySegment attributes = kernel.allocate(24);
        attributes.set(ValueLayout.JAVA_LONG, 0, files(version));
        attributes.set(ValueLayout.JAVA_LONG, 8, version >= 4 ? TCP_4 : 0);
        attributes.set(ValueLayout.JAVA_LONG, 16, version >= 6 ? SIGNALS_AND_ABSTRACT_SOCKETS_6 : 0);
        int known = version >= 6 ? 24 : version >= 4 ? 16 : 8;
        return (int) must(
                "have rules of Landlock", kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, attributes.address(), known));
    }

    private static long files(long version) {
        return FILES_1
                | (version >= 2 ? REFER_2 : 0)
                | (version >= 3 ? TRUNCATE_3 : 0)
                | (version >= 5 ? IOCTL_DEV_5 : 0);
    }

    private void allow(int ruleset, Path path) {
        String name = path.toString();
        long opened = must("open " + name, kernel.call(SystemCall.OPENAT, AT_FDCWD, kernel.text(name), O_PATH));
        // struct landlock_path_beneath_attr, packed: what is allowed, where
        MemorySegment rule = kernel.allocate(16);
        rule.set(ValueLayout.JAVA_LONG, 0, READ_FILE | EXECUTE | (Files.isDirectory(path) ? READ_DIR : 0));
        rule.set(ValueLayout.JAVA_INT, 8, (int) opened);
        must(
                "have a rule for " + name,
                kernel.call(SystemCall.LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, rule.address()));
    }

    /** Root has them; who has none cannot drop any from the bounding set, and need not. */
    private void dropCapabilities() {
        for (int capability = 0; capability < 64; capability++) {
            kernel.call(SystemCall.PRCTL, PR_CAPBSET_DROP, capability);
        }
        kernel.call(SystemCall.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        MemorySegment header = kernel.allocate(8);
        header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
        must(
                "drop its capabilities",
                kernel.call(
                        SystemCall.CAPSET, header.address(), kernel.allocate(24).address()));
    }

    private void become(List<String> command) {
        MemorySegment arguments = kernel.allocate(8L * (command.size() + 1));
        for (int i = 0; i < command.size(); i++) {
            arguments.setAtIndex(ValueLayout.JAVA_LONG, i, kernel.text(command.get(i)));
        }
        MemorySegment environment = kernel.allocate(8);
        byte[] filter = Filter.of(kernel.architecture());
        MemorySegment instructions = kernel.allocate(filter.length);
        instructions.copyFrom(MemorySegment.ofArray(filter));
        // struct sock_fprog: how many, where
        MemorySegment program = kernel.allocate(16);
        program.set(ValueLayout.JAVA_SHORT, 0, (short) (filter.length / 8));
        program.set(ValueLayout.JAVA_LONG, 8, instructions.address());
        must("put on its filter", kernel.call(SystemCall.SECCOMP, SET_MODE_FILTER, 0, program.address()));
        long failed = kernel.call(
                SystemCall.EXECVE,
                arguments.getAtIndex(ValueLayout.JAVA_LONG, 0),
                arguments.address(),
                environment.address());
        must("start " + command.getFirst(), failed);
    }
}
