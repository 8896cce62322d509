package dev.assay.sandbox.kernel;

import java.util.Optional;

/** A processor whose system calls are known by number here. */
public enum Architecture {
    X86_64(0xc000_003e),
    AARCH64(0xc000_00b7);

    private final int audit;

    Architecture(int audit) {
        this.audit = audit;
    }

    /** AUDIT_ARCH_… of the kernel's linux/audit.h: a 64-bit, little-endian machine of this ELF number. */
    int audit() {
        return audit;
    }

    /** Empty where neither a filter is made nor a system call tried. */
    public static Optional<Architecture> current() {
        return of(System.getProperty("os.arch", ""));
    }

    static Optional<Architecture> of(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
