package dev.assay.audit.rule;

import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Rule;
import dev.assay.audit.Specimen;
import dev.assay.audit.rehearsal.Observed;
import dev.assay.audit.rehearsal.Scenes;
import dev.assay.model.Effective;
import dev.assay.model.ModelException;
import dev.assay.sandbox.host.CapabilityRequest;
import dev.assay.sandbox.worker.CapabilityImports;
import dev.assay.sandbox.worker.Conduct;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges what was seen of one module. A worker's word is all there is for it, so what a hostile module made of its worker could hide here,
 * and hides nothing of what other rules see.
 */
public final class DynamicChecks {
    /** Operators on numbers in one call, for so short a request; SHA-256 of 8 KiB takes 232,000. */
    private static final long MUCH = 400_000;

    /**
     * Of a hundred operators on numbers: exclusive ors, shifts and rotations. The kernels that this room's tests compile, hashes made to be
     * slow, have 36 to 83, and of ordinary modules only a loop of shifts has more than 31.
     */
    private static final int MIXING = 35;

    /** Of a hundred: exclusive ors alone. The same kernels have 8 to 50, ordinary modules that shift much have under 3. */
    private static final int XORS = 8;

    /** Calls in a row after each of which memory is larger by so many pages, 1 MiB; the same request has under a kilobyte. */
    private static final int GROWING = 6;

    private static final int SLOPE = 16;

    /** Those that are about answers to requests of the contract. */
    public static final List<Rule> OF_PLUGINS = List.of(
            DynamicRules.D03, DynamicRules.D04, DynamicRules.D06, DynamicRules.D08, DynamicRules.D10, DynamicRules.D11);

    private final Specimen specimen;
    private final Observed seen;
    private final Findings findings;

    private DynamicChecks(Specimen specimen, Observed seen, Findings findings) {
        this.specimen = specimen;
        this.seen = seen;
        this.findings = findings;
    }

    /** {@code suspected}: whether the static rules took it for a miner, which D09 then confirms. */
    public static void check(Specimen specimen, Scenes scenes, Observed seen, boolean suspected, Findings findings) {
        DynamicChecks checks = new DynamicChecks(specimen, seen, findings);
        checks.start();
        checks.steps(suspected);
        checks.pointers();
        checks.compiled();
        if (scenes.isPlugin()) {
            checks.growth();
            checks.failures();
            checks.requests();
            checks.chance();
            checks.time();
            checks.secrets();
        }
    }

    private void start() {
        Conduct.Step start = seen.main().steps().getFirst();
        long initial = specimen.initialMemoryBytes() >> 16;
        // A host that is made up may be why it traps, but for the imports that are always the same.
        boolean alone = specimen.summary().imports().stream()
                .allMatch(wanted -> wanted.module().equals(WasiPreview1.MODULE)
                        || HostContract.capability(wanted.module()).isPresent()
                        || wanted.module().equals(CapabilityImports.HOST));
        if (start.end() != Conduct.End.RETURNED && alone) {
            add(DynamicRules.D01, start, "instantiation ended with " + word(start.end()) + ": " + start.detail());
        } else if (start.pages() > initial) {
            add(
                    DynamicRules.D01,
                    start,
                    "instantiation took " + (start.pages() - initial)
                            + " pages of memory more than the module declares");
        }
    }

    private void steps(boolean suspected) {
        for (Conduct.Step step : seen.main().steps()) {
            if (step.end() == Conduct.End.FUEL && step.asked() == 0 && step.stores() == 0) {
                add(
                        DynamicRules.D02,
                        step,
                        step.fuel() + " units of fuel were used up; nothing was asked and nothing written");
            }
            if (step.calculations() >= MUCH
                    && 100 * step.mixing() >= MIXING * step.calculations()
                    && 100 * step.xors() >= XORS * step.calculations()) {
                findings.add(
                        DynamicRules.D09,
                        suspected ? REJECT : REVIEW,
                        Finding.NOWHERE,
                        step.name(),
                        "of " + step.calculations() + " operators on numbers that ran in one call, "
                                + 100 * step.mixing() / step.calculations()
                                + " % are exclusive ors, shifts and rotations (limit " + MIXING + " %), "
                                + 100 * step.xors() / step.calculations() + " % exclusive ors alone (limit " + XORS
                                + " %)");
            }
        }
    }

    /** Of the compiled run: only there it is asked often. A runtime gives each call an instance of its own, and forgives a little. */
    private void growth() {
        List<Conduct.Step> calls = seen.compiled().stream()
                .flatMap(compiled -> compiled.steps().stream())
                .filter(step -> step.name().equals("assay_assess"))
                .toList();
        int growing = 0;
        for (int i = 1; i < calls.size(); i++) {
            growing = calls.get(i).pages() - calls.get(i - 1).pages() >= SLOPE ? growing + 1 : 0;
        }
        if (growing >= GROWING) {
            int more = calls.getLast().pages()
                    - calls.get(calls.size() - 1 - growing).pages();
            add(
                    DynamicRules.D03,
                    calls.getLast(),
                    more + " pages of 64 KiB more after " + growing + " times the same request");
        }
    }

    private void failures() {
        for (Conduct.Failure failure : seen.main().failures()) {
            findings.add(
                    DynamicRules.D08,
                    REVIEW,
                    Finding.NOWHERE,
                    "",
                    "ended with " + word(failure.end()) + " (" + failure.detail()
                            + ") on a mutated request, or on mutated answers to: "
                            + new String(failure.request(), StandardCharsets.UTF_8));
        }
    }

    /** What it asked of the contract and of WASI, where a manifest says what it may. */
    private void requests() {
        Optional<Effective> allowed = specimen.request()
                .manifest()
                .map(file -> Effective.of(file.manifest().capabilities()));
        for (Conduct.Asked asked : seen.main().asked()) {
            if (asked.module().equals(WasiPreview1.MODULE)) {
                wasi(asked);
            } else if (HostContract.capability(asked.module()).isPresent()
                    && asked.name().equals("call")) {
                allowed.ifPresent(effective ->
                        capability(HostContract.capability(asked.module()).get(), asked, effective));
            }
        }
    }

    private void wasi(Conduct.Asked asked) {
        if (asked.name().startsWith("path_") || asked.name().startsWith("sock_")) {
            String path = new String(asked.request(), StandardCharsets.UTF_8);
            findings.add(
                    DynamicRules.D04,
                    REJECT,
                    Finding.NOWHERE,
                    asked.name(),
                    "WASI's " + asked.name() + " was called" + (path.isEmpty() ? "" : " for " + path)
                            + ", and a plugin has no files or sockets by WASI");
            climbs(path, asked.name());
        }
    }

    private void capability(String kind, Conduct.Asked asked, Effective effective) {
        try {
            CapabilityRequest request = CapabilityRequest.read(kind, asked.request());
            if (request instanceof CapabilityRequest.ReadFile(String path, var use)) {
                climbs(path, asked.module());
            }
            if (!request.allowedBy(effective)) {
                findings.add(
                        DynamicRules.D04,
                        REJECT,
                        Finding.NOWHERE,
                        asked.module(),
                        request.describe() + " was asked for, and the manifest does not declare it");
            }
        } catch (ModelException e) {
            // the host would not understand it either: nothing was asked
        }
    }

    private void climbs(String path, String by) {
        if (Arrays.asList(path.split("/", -1)).contains("..") || path.indexOf('\0') >= 0) {
            findings.add(DynamicRules.D05, REJECT, Finding.NOWHERE, by, "a path that climbs was asked for: " + path);
        }
    }

    private void pointers() {
        for (Conduct.Asked asked : seen.main().asked()) {
            if (asked.outside()) {
                findings.add(
                        DynamicRules.D05,
                        REJECT,
                        Finding.NOWHERE,
                        asked.name(),
                        asked.module() + " " + asked.name()
                                + " was called with bytes that are not in the module's memory");
            }
        }
    }

    private void chance() {
        seen.chance().ifPresent(other -> {
            boolean same = ends(other).equals(ends(seen.main()))
                    && requests(other).equals(requests(seen.main()))
                    && Arrays.equals(other.said(), seen.main().said());
            if (!same) {
                findings.add(
                        DynamicRules.D06,
                        REVIEW,
                        Finding.NOWHERE,
                        "with other random bytes, the same request at the same time is answered otherwise");
            }
        });
    }

    private void time() {
        seen.time().ifPresent(other -> {
            if (!ends(other).equals(ends(seen.main())) || !requests(other).equals(requests(seen.main()))) {
                findings.add(
                        DynamicRules.D11,
                        REVIEW,
                        Finding.NOWHERE,
                        "at another date, with another language and host name, it does not ask the same, or does not end the same way");
            }
        });
    }

    private static List<String> ends(Conduct conduct) {
        return conduct.steps().stream()
                .map(step -> step.name() + " " + step.end())
                .toList();
    }

    /** But for the bounded services of the contract: what is logged may tell the time. */
    private static List<Conduct.Asked> requests(Conduct conduct) {
        return conduct.asked().stream()
                .filter(asked -> HostContract.capability(asked.module())
                        .filter(HostContract.AMBIENT::contains)
                        .isEmpty())
                .filter(asked -> !asked.module().equals(CapabilityImports.HOST))
                .filter(asked -> !asked.module().equals(WasiPreview1.MODULE) || asked.request().length > 0)
                .toList();
    }

    private void compiled() {
        seen.compiled().ifPresent(compiled -> {
            Conduct main = seen.main();
            for (int i = 0; i < Math.min(main.steps().size(), compiled.steps().size()); i++) {
                Conduct.Step one = main.steps().get(i);
                Conduct.Step other = compiled.steps().get(i);
                if (one.end() != other.end() || one.result() != other.result() || one.pages() != other.pages()) {
                    add(
                            DynamicRules.D07,
                            one,
                            "interpreted it ended with " + word(one.end()) + ", compiled with " + word(other.end())
                                    + (one.end() == other.end() ? ", with another result or memory" : ""));
                    return;
                }
            }
            if (!startsWith(compiled.said(), main.said())
                    || !main.asked()
                            .equals(compiled.asked()
                                    .subList(
                                            0,
                                            Math.min(
                                                    main.asked().size(),
                                                    compiled.asked().size())))) {
                add(
                        DynamicRules.D07,
                        main.steps().getLast(),
                        "interpreted and compiled it asked or answered otherwise");
            }
        });
    }

    /** What it said later it said in answer to more requests. */
    private static boolean startsWith(byte[] said, byte[] first) {
        return said.length >= first.length && Arrays.mismatch(said, 0, first.length, first, 0, first.length) < 0;
    }

    /** Verbatim, backwards, in Base64 at any alignment, in hexadecimal. */
    private void secrets() {
        byte[] canary = Scenes.CANARY.getBytes(StandardCharsets.US_ASCII);
        List<String> forms = Stream.concat(
                        Stream.of(
                                Scenes.CANARY,
                                new StringBuilder(Scenes.CANARY).reverse().toString(),
                                HexFormat.of().formatHex(canary),
                                HexFormat.of().withUpperCase().formatHex(canary)),
                        Stream.of(0, 1, 2).map(shift -> inBase64(canary, shift)))
                .toList();
        Stream<byte[]> told =
                Stream.concat(seen.said().stream(), seen.main().asked().stream().map(Conduct.Asked::request));
        boolean tells = told.map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .anyMatch(text -> forms.stream().anyMatch(text::contains));
        if (tells) {
            findings.add(
                    DynamicRules.D10,
                    REJECT,
                    Finding.NOWHERE,
                    "a password, private key or session that was planted in the host's answers came out again");
        }
    }

    /** What is the same of it whatever stands around it. */
    private static String inBase64(byte[] canary, int shift) {
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(canary, shift, shift + (canary.length - shift) / 3 * 3));
    }

    private void add(Rule rule, Conduct.Step step, String what) {
        findings.add(rule, REVIEW, Finding.NOWHERE, step.name(), what);
    }

    private static String word(Conduct.End end) {
        return switch (end) {
            case RETURNED -> "a result";
            case LEFT -> "an exit status";
            case TRAPPED -> "a trap";
            case FUEL -> "its fuel used up";
            case DEPTH -> "calls that nest too deeply";
            case MEMORY -> "memory refused";
            case REFUSED -> "a refusal";
        };
    }
}
