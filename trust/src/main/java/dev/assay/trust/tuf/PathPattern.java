package dev.assay.trust.tuf;

/**
 * Which target paths a delegation covers (section 4.5, PATHPATTERN): part by part between slashes, in which {@code *} stands
 * for any characters, {@code ?} for one, and {@code [a-z]} or {@code [!a-z]} for one of a set. Takes time proportional to
 * pattern times path, whatever they are.
 */
record PathPattern(String pattern) {
    boolean matches(String path) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!part(wanted[i], given[i])) {
                return false;
            }
        }
        return true;
    }

    /** Only the last star is ever tried again: what an earlier one takes more, the last one could take too. */
    private static boolean part(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int starText = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starText = t;
                continue;
            }
            int after = p < pattern.length() ? one(pattern, p, text.charAt(t)) : -1;
            if (after >= 0) {
                p = after;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Where the pattern goes on after what stands for this one character; −1 if it does not stand for it. */
    private static int one(String pattern, int at, char c) {
        char wanted = pattern.charAt(at);
        int end = wanted == '[' ? endOfSet(pattern, at) : -1;
        if (end < 0) {
            return wanted == '?' || wanted == c ? at + 1 : -1;
        }
        boolean not = pattern.charAt(at + 1) == '!';
        return isIn(pattern.substring(at + (not ? 2 : 1), end), c) != not ? end + 1 : -1;
    }

    /** A set holds at least one character, which may be its closing bracket; without an end it is a bracket as it stands. */
    private static int endOfSet(String pattern, int at) {
        int first = at + 1 < pattern.length() && pattern.charAt(at + 1) == '!' ? at + 2 : at + 1;
        return pattern.indexOf(']', first + 1);
    }

    private static boolean isIn(String set, char c) {
        for (int i = 0; i < set.length(); i++) {
            if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
                if (c >= set.charAt(i) && c <= set.charAt(i + 2)) {
                    return true;
                }
                i += 2;
            } else if (set.charAt(i) == c) {
                return true;
            }
        }
        return false;
    }
}
