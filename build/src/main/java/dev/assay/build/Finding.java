package dev.assay.build;

import java.util.List;

/** Whether a toolchain is on this machine, whole. */
public sealed interface Finding {
    Toolchain toolchain();

    /** It is, and this is it. */
    record Present(Compiler compiler) implements Finding {
        @Override
        public Toolchain toolchain() {
            return compiler.toolchain();
        }
    }

    /**
     * It is not, or not whole.
     *
     * @param missing what was looked for and not found, at least one line
     * @param install the one command that installs it
     */
    record Missing(Toolchain toolchain, List<String> missing, String install) implements Finding {
        public Missing {
            missing = List.copyOf(missing);
        }

        /** On one line: what is missing and the command. */
        public String message() {
            return "the toolchain " + toolchain.id() + " is not complete: " + String.join("; ", missing)
                    + ". Install it: " + install;
        }
    }
}
