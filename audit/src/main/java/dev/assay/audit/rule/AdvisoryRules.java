package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Action;
import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.Specimen;
import dev.assay.audit.advisory.Advisories;
import dev.assay.audit.advisory.BillOfMaterials;
import dev.assay.audit.advisory.Component;
import dev.assay.audit.advisory.Coordinates;
import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.wasm.Producer;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.claim.DependencyList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The rules that compare what a module and its SBOM say it is made of with what is known of that. */
final class AdvisoryRules {
    private static final double CRITICAL = 9.0;
    private static final double MEDIUM = 4.0;
    private static final int MOST_PACKAGES = 10_000;

    /** Distributions put their name before the compiler's and keep its numbers; Apple's has numbers of its own. */
    private static final Pattern DISTRIBUTED =
            Pattern.compile("(?:Ubuntu|Debian|Homebrew|Alpine|Fedora|Gentoo) (clang|LLD)");

    private static final String GO_COMPILER = "Go cmd/compile";

    private final Rule rule;
    private final Advisories advisories;
    private final Findings findings;

    /** A library that the module and its SBOM name is told once. */
    private final Set<String> told = new HashSet<>();

    private AdvisoryRules(Rule rule, Advisories advisories, Findings findings) {
        this.rule = rule;
        this.advisories = advisories;
        this.findings = findings;
    }

    private static Optional<AdvisoryRules> of(Rule rule, Specimen specimen, Findings findings) {
        return specimen.request()
                .advisories()
                .map(SignedAdvisories::advisories)
                .map(all -> new AdvisoryRules(rule, all, findings));
    }

    static void toolchains(Specimen specimen, Findings findings) {
        of(SupplyChainRules.P02, specimen, findings).ifPresent(rules -> rules.toolchains(specimen));
    }

    static void libraries(Specimen specimen, Findings findings) {
        of(SupplyChainRules.P03, specimen, findings).ifPresent(rules -> rules.libraries(specimen));
    }

    private void toolchains(Specimen specimen) {
        for (Producer producer : specimen.summary().producers()) {
            if (!producer.field().equals("language")) {
                Matcher distributed = DISTRIBUTED.matcher(producer.name());
                String name = distributed.matches() ? distributed.group(1) : producer.name();
                toolchain(
                        new Component(
                                new Coordinates(Coordinates.TOOLCHAIN, name), producer.name(), producer.version()),
                        "");
            }
        }
        for (JsonNode sbom : specimen.request().sboms()) {
            try {
                BillOfMaterials.read(sbom).toolchains().forEach(tool -> toolchain(tool, ", by its SBOM"));
            } catch (InvalidValueException e) {
                // P03 tells it
            }
        }
    }

    /** Go's own database keeps its compiler, and the library that it links in, among the packages. */
    private void toolchain(Component tool, String source) {
        look(tool, REVIEW, Finding.NOWHERE, source);
        if (tool.coordinates().equals(new Coordinates(Coordinates.TOOLCHAIN, GO_COMPILER))) {
            for (String name : List.of("toolchain", "stdlib")) {
                look(
                        new Component(new Coordinates(Coordinates.GO, name), tool.name(), number(tool.version())),
                        REVIEW,
                        Finding.NOWHERE,
                        source);
            }
        }
    }

    /** Of what Go says of itself, such as "go version go1.23.4 linux/amd64", its version. */
    private static String number(String version) {
        for (String word : version.split(" ", -1)) {
            if (word.startsWith("go1")) {
                return word;
            }
        }
        return version;
    }

    private void libraries(Specimen specimen) {
        for (DependencyList list : DependencyList.of(specimen.summary())) {
            int offset = list.section().offset();
            try {
                Fields whole = Fields.of(Json.read(list.json(), DependencyList.MOST_BYTES), DependencyList.SECTION);
                for (Fields one : whole.objects("packages", MOST_PACKAGES)) {
                    crate(one, offset);
                }
            } catch (WasmException | InvalidValueException e) {
                findings.add(rule, REVIEW, offset, "the list of dependencies cannot be read: " + e.getMessage());
            }
        }
        for (JsonNode sbom : specimen.request().sboms()) {
            try {
                sbom(BillOfMaterials.read(sbom));
            } catch (InvalidValueException e) {
                findings.add(rule, REVIEW, Finding.NOWHERE, "the SBOM cannot be read: " + e.getMessage());
            }
        }
    }

    /** Advisories are about what crates.io gives out: a package of the module's own source may have the same name. */
    private void crate(Fields one, int offset) {
        String name = one.text("name");
        String version = one.text("version");
        String source = one.optionalText("source").orElse(Coordinates.CRATES);
        if (!source.equals("local")) {
            look(new Component(new Coordinates(Coordinates.CRATES, name), name, version), REJECT, offset, "");
        }
    }

    /** It says what there was when the module was built, not what of it is in the module: that is for a person to find out. */
    private void sbom(BillOfMaterials sbom) {
        if (sbom.unreadable() > 0) {
            findings.add(
                    rule,
                    REVIEW,
                    Finding.NOWHERE,
                    "the SBOM names " + sbom.unreadable() + " parts by a package URL that is none");
        }
        sbom.libraries().forEach(library -> look(library, REVIEW, Finding.NOWHERE, ", by its SBOM"));
    }

    private void look(Component part, Action most, long offset, String source) {
        for (Advisories.Match match : advisories.about(part.coordinates(), part.version())) {
            String known = match.advisory().id() + " " + part.coordinates() + " " + part.version();
            if (told.add(known)) {
                findings.add(rule, action(match, most), offset, what(match, part, source));
            }
        }
    }

    /** By the score of CVSS; one that has none, and a version that could not be compared, is for a person. */
    private Action action(Advisories.Match match, Action most) {
        if (rule.equals(SupplyChainRules.P02) || match.score() < 0 || !match.certain()) {
            return REVIEW;
        }
        return match.score() >= CRITICAL ? most : match.score() >= MEDIUM ? REVIEW : NOTE;
    }

    private static String what(Advisories.Match match, Component part, String source) {
        String version = part.version().isEmpty() ? "of an unknown version" : part.version();
        return Inert.quote(part.name() + " " + version) + source + ": "
                + match.advisory().id() + " "
                + Inert.line(match.advisory().summary(), 200)
                + (match.score() < 0 ? "" : " (CVSS " + match.score() + ")")
                + (match.certain() ? "" : "; this version cannot be compared with those of the advisory");
    }
}
