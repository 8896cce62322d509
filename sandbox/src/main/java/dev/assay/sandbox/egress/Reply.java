package dev.assay.sandbox.egress;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param headers by their names in lower case, each value as it came
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(int status, NavigableMap<String, List<String>> headers, byte[] body) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }
}
