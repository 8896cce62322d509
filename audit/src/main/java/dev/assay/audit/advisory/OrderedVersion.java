package dev.assay.audit.advisory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version that can be put in order: by its dotted numbers, of which 1.2 has as many as 1.2.0, and a pre-release before what it
 * precedes (SemVer 2.0.0, section 11). What comes behind is no part of the order.
 *
 * @param preRelease empty where it is none
 */
record OrderedVersion(List<BigInteger> numbers, String preRelease) implements Comparable<OrderedVersion> {
    private static final int MOST_CHARACTERS = 200;

    private static final String NUMBERS = "([0-9]+(?:\\.[0-9]+)*)";

    /** As packages are numbered where SemVer holds; Go writes go1.21rc2. */
    private static final Pattern STRICT = Pattern.compile(
            "(?:v|go)?" + NUMBERS + "(?:-([0-9A-Za-z.-]+)|((?:alpha|beta|rc)[0-9]+))?(?:\\+[0-9A-Za-z.-]+)?");

    private static final Pattern LOOSE = Pattern.compile(NUMBERS);

    /** What compilers and others write right behind the numbers of what is not released yet. */
    private static final Pattern UNRELEASED =
            Pattern.compile("[-._]?((?:alpha|beta|nightly|rc|dev|pre|git|a|b|c)(?![A-Za-z])[0-9A-Za-z.-]*)");

    OrderedVersion {
        numbers = List.copyOf(numbers);
    }

    /** As SemVer has it; empty for what is none. */
    static Optional<OrderedVersion> strict(String text) {
        Matcher matcher = STRICT.matcher(text);
        if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
            return Optional.empty();
        }
        String dashed = matcher.group(2) == null ? "" : matcher.group(2);
        return Optional.of(
                new OrderedVersion(numbers(matcher.group(1)), matcher.group(3) == null ? dashed : matcher.group(3)));
    }

    /** By the first dotted numbers: compilers write more around them. Empty where there are none. */
    static Optional<OrderedVersion> loose(String text) {
        Matcher matcher = LOOSE.matcher(text);
        if (text.length() > MOST_CHARACTERS || !matcher.find()) {
            return Optional.empty();
        }
        Matcher unreleased = UNRELEASED.matcher(text).region(matcher.end(), text.length());
        return Optional.of(
                new OrderedVersion(numbers(matcher.group(1)), unreleased.lookingAt() ? unreleased.group(1) : ""));
    }

    private static List<BigInteger> numbers(String dotted) {
        List<BigInteger> all = new ArrayList<>(
                Arrays.stream(dotted.split("\\.", -1)).map(BigInteger::new).toList());
        while (all.size() > 1 && all.getLast().signum() == 0) {
            all.removeLast();
        }
        return all;
    }

    @Override
    public int compareTo(OrderedVersion other) {
        int order = compare(numbers, other.numbers);
        if (order != 0 || preRelease.equals(other.preRelease)) {
            return order;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        String[] mine = preRelease.split("\\.", -1);
        String[] theirs = other.preRelease.split("\\.", -1);
        for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
            int part = identifiers(mine[i], theirs[i]);
            if (part != 0) {
                return part;
            }
        }
        return Integer.compare(mine.length, theirs.length);
    }

    /** SemVer, section 11.4: numbers by their size and before words, words by their letters. */
    private static int identifiers(String mine, String theirs) {
        boolean number = LOOSE.matcher(mine).matches();
        boolean otherNumber = LOOSE.matcher(theirs).matches();
        if (number && otherNumber) {
            return new BigInteger(mine).compareTo(new BigInteger(theirs));
        }
        return number == otherNumber ? mine.compareTo(theirs) : number ? -1 : 1;
    }

    private static int compare(List<BigInteger> mine, List<BigInteger> theirs) {
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            BigInteger a = i < mine.size() ? mine.get(i) : BigInteger.ZERO;
            BigInteger b = i < theirs.size() ? theirs.get(i) : BigInteger.ZERO;
            if (!a.equals(b)) {
                return a.compareTo(b);
            }
        }
        return 0;
    }
}
