package dev.assay.cli.audit;

import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of several equal parts of a list, so that several machines share it: of {@code 2/3} the second of each three.
 *
 * @param number from 1
 */
record Shard(int number, int of) {
    static final Shard WHOLE = new Shard(1, 1);
    private static final int MOST = 10_000;

    /** The same for the same list; all parts together are the list. */
    List<String> of(List<String> all) {
        return IntStream.range(0, all.size())
                .filter(i -> i % of == number - 1)
                .mapToObj(all::get)
                .toList();
    }

    /** Reads {@code I/N}. */
    static final class Converter implements ITypeConverter<Shard> {
        @Override
        public Shard convert(String text) {
            if (text.matches("[1-9][0-9]{0,4}/[1-9][0-9]{0,4}")) {
                int slash = text.indexOf('/');
                Shard shard = new Shard(
                        Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
                if (shard.number <= shard.of && shard.of <= MOST) {
                    return shard;
                }
            }
            throw new TypeConversionException("'" + text + "' is no part such as 2/3, of at most " + MOST);
        }
    }
}
