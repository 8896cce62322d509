package dev.assay.runtime;

import java.util.Optional;

/**
 * What the Configuration Service answered.
 *
 * @param body at most as large as was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(int status, byte[] body, Optional<String> etag) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the same request may succeed later, unchanged. */
    boolean isTransient() {
        return status == 401 || status == 408 || status == 429 || status >= 500;
    }
}
