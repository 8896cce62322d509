package dev.assay.audit.advisory;

import java.util.HashMap;
import java.util.Map;

/** The base score of a CVSS 3 vector: specification 3.1, section 7.1. */
final class CvssScore {
    private static final Map<String, Double> WEIGHTS = Map.ofEntries(
            Map.entry("AV:N", 0.85),
            Map.entry("AV:A", 0.62),
            Map.entry("AV:L", 0.55),
            Map.entry("AV:P", 0.2),
            Map.entry("AC:L", 0.77),
            Map.entry("AC:H", 0.44),
            Map.entry("UI:N", 0.85),
            Map.entry("UI:R", 0.62),
            Map.entry("C:H", 0.56),
            Map.entry("C:L", 0.22),
            Map.entry("C:N", 0.0),
            Map.entry("I:H", 0.56),
            Map.entry("I:L", 0.22),
            Map.entry("I:N", 0.0),
            Map.entry("A:H", 0.56),
            Map.entry("A:L", 0.22),
            Map.entry("A:N", 0.0));

    private CvssScore() {}

    /** Negative for what is no vector of version 3. */
    static double of(String vector) {
        if (!vector.startsWith("CVSS:3.")) {
            return -1;
        }
        Map<String, String> metrics = new HashMap<>();
        for (String part : vector.split("/", -1)) {
            int colon = part.indexOf(':');
            if (colon > 0) {
                metrics.put(part.substring(0, colon), part);
            }
        }
        double[] w = new double[6];
        String[] names = {"AV", "AC", "UI", "C", "I", "A"};
        for (int i = 0; i < w.length; i++) {
            Double weight = WEIGHTS.get(metrics.getOrDefault(names[i], ""));
            if (weight == null) {
                return -1;
            }
            w[i] = weight;
        }
        boolean changed = metrics.getOrDefault("S", "").equals("S:C");
        double privileges = switch (metrics.getOrDefault("PR", "")) {
            case "PR:N" -> 0.85;
            case "PR:L" -> changed ? 0.68 : 0.62;
            case "PR:H" -> changed ? 0.5 : 0.27;
            default -> -1;
        };
        if (privileges < 0) {
            return -1;
        }
        double loss = 1 - (1 - w[3]) * (1 - w[4]) * (1 - w[5]);
        double impact = changed ? 7.52 * (loss - 0.029) - 3.25 * Math.pow(loss - 0.02, 15) : 6.42 * loss;
        if (impact <= 0) {
            return 0;
        }
        double exploitability = 8.22 * w[0] * w[1] * privileges * w[2];
        return roundUp(Math.min(10, (changed ? 1.08 : 1) * (impact + exploitability)));
    }

    /** Appendix A: to one decimal, without the error of binary fractions. */
    private static double roundUp(double score) {
        long scaled = Math.round(score * 100_000);
        return scaled % 10_000 == 0 ? scaled / 100_000.0 : (Math.floorDiv(scaled, 10_000) + 1) / 10.0;
    }
}
