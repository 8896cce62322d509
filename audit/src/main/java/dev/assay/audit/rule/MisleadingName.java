package dev.assay.audit.rule;

import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names that are not what a person reads: UTS 39, "highly restrictive", as far as the JDK knows scripts. */
final class MisleadingName {
    private static final List<Set<Character.UnicodeScript>> TOGETHER = List.of(
            EnumSet.of(
                    Character.UnicodeScript.LATIN,
                    Character.UnicodeScript.HAN,
                    Character.UnicodeScript.HIRAGANA,
                    Character.UnicodeScript.KATAKANA),
            EnumSet.of(Character.UnicodeScript.LATIN, Character.UnicodeScript.HAN, Character.UnicodeScript.BOPOMOFO),
            EnumSet.of(Character.UnicodeScript.LATIN, Character.UnicodeScript.HAN, Character.UnicodeScript.HANGUL));

    private MisleadingName() {}

    /** Why this name misleads, if it does. */
    static Optional<String> why(String name) {
        Set<Character.UnicodeScript> scripts = EnumSet.noneOf(Character.UnicodeScript.class);
        boolean plain = true;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int point = name.codePointAt(i);
            plain &= point < 0x80;
            switch (Character.getType(point)) {
                case Character.CONTROL -> {
                    return Optional.of("has a control character");
                }
                case Character.FORMAT -> {
                    return Optional.of("has an invisible character or one that turns the direction");
                }
                case Character.UNASSIGNED,
                        Character.PRIVATE_USE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> {
                    return Optional.of("has a character that nothing is assigned to");
                }
                default -> {}
            }
            Character.UnicodeScript script = Character.UnicodeScript.of(point);
            if (script != Character.UnicodeScript.COMMON && script != Character.UnicodeScript.INHERITED) {
                scripts.add(script);
            }
        }
        if (plain) {
            return Optional.empty();
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFKC)) {
            return Optional.of("has a letter that stands for another");
        }
        if (scripts.size() > 1 && TOGETHER.stream().noneMatch(together -> together.containsAll(scripts))) {
            return Optional.of("mixes scripts whose letters look alike");
        }
        return looksLatin(name) ? Optional.of("looks like one of Latin letters and has none") : Optional.empty();
    }

    /** Letters of other scripts that are drawn as Latin ones. */
    private static boolean looksLatin(String name) {
        return name.chars()
                .filter(Character::isLetter)
                .allMatch(c ->
                        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u04bb\u0501\u051b\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u03bf\u03bd\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
                                        .indexOf(c)
                                >= 0);
    }
}
