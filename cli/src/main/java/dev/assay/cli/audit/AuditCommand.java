package dev.assay.cli.audit;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.AuditedFile;
import dev.assay.audit.AuditedFiles;
import dev.assay.audit.Auditor;
import dev.assay.audit.ManifestFile;
import dev.assay.audit.Profile;
import dev.assay.audit.report.ReportHtml;
import dev.assay.audit.report.ReportJson;
import dev.assay.audit.report.ReportLine;
import dev.assay.audit.report.ReportMarkdown;
import dev.assay.audit.report.ReportSarif;
import dev.assay.audit.report.ReportText;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.Judging;
import dev.assay.cli.ReleaseFolder;
import dev.assay.cli.registry.FetchedModules;
import dev.assay.model.Variant;
import dev.assay.sandbox.EngineCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Audits modules and releases. */
@Command(
        name = "audit",
        description = {
            "Audit modules, releases or built plugins: findings and a verdict.",
            "Plugins are also led through made-up requests, in worker processes that are shut in and reach nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay audit ssh-hardening.release",
            "  assay audit plugin.wasm --manifest plugin.yaml --format sarif --out report.sarif",
            "  assay audit plugin.wasm --previous last.wasm --format html --out report.html",
            "  assay audit plugin.wasm --advisories advisories.json --trust trust.yaml",
            "  find . -name '*.wasm' | assay audit --list - --jsonl",
            "  assay audit oci://registry.example.com/acme/plugin:1.0.0",
        })
public final class AuditCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "A .wasm file, a release, a built plugin's folder, or oci://HOST/NAME:TAG (…@sha256:…):"
                    + " the one module of an artifact in an OCI registry.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--list", paramLabel = "FILE", description = "Audit the files that FILE (or -) names, one a line.")
    private @Nullable String list;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (default), json, jsonl, sarif, markdown or html.")
    private Format format = Format.TEXT;

    @Option(names = "--jsonl", description = "The same as --format jsonl.")
    private boolean jsonl;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "module or plugin (default: by the manifest).")
    private @Nullable String profile;

    @Option(names = "--manifest", paramLabel = "FILE", description = "The manifest of the modules.")
    private @Nullable Path manifest;

    @Option(
            names = "--probe",
            negatable = true,
            description = "Give the modules to the engine too and see what they do, in worker processes"
                    + " (default: those with a manifest).")
    private @Nullable Boolean probe;

    @Option(names = "--trace", description = "In text: show each condition of the policy, and whether it held.")
    private boolean trace;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = Shard.Converter.class,
            description = "Of N equal parts of the files audit the I-th, such as 2/3.")
    private Shard shard = Shard.WHOLE;

    @Option(
            names = "--resume",
            description = "With --jsonl and --out: go on with the lines that the file has, and skip what they tell of.")
    private boolean resume;

    @Mixin
    private final ComparisonOptions comparison = new ComparisonOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the report there.")
    private @Nullable Path out;

    @Mixin
    private final Judging judging = new Judging();

    /** How a report is written. */
    enum Format {
        TEXT,
        JSON,
        JSONL,
        SARIF,
        MARKDOWN,
        HTML
    }

    AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Format chosen = jsonl ? Format.JSONL : format;
        if (resume && (chosen != Format.JSONL || out == null)) {
            throw new CommandException("only lines in a file can be gone on with: --resume needs --jsonl and --out");
        }
        Map<String, AuditRequest> releases = new HashMap<>();
        // Once, and first: a manifest with faults is no fault of the modules.
        Optional<ManifestFile> read = Optional.ofNullable(manifest).map(AuditCommand::manifest);
        try (FetchedModules fetched = new FetchedModules(console, AuditedFiles.MOST_BYTES)) {
            List<String> files = shard.of(files(releases, fetched));
            if (chosen == Format.HTML && files.size() > ReportHtml.MOST_FILES) {
                throw new CommandException("a page shows at most " + ReportHtml.MOST_FILES + " modules, and there are "
                        + files.size() + ". Name fewer, or take another format");
            }
            UnaryOperator<AuditRequest> compared = comparison.read(files.size(), judging.isInformed());
            BiFunction<String, byte[], AuditRequest> requests =
                    (path, bytes) -> compared.apply(request(releases, read, path, fetched.name(path), bytes));
            return out == null
                    ? audit(chosen, files, requests, console.out()::print).code()
                    : write(out, chosen, files, requests).code();
        }
    }

    private ExitStatus write(
            Path file, Format chosen, List<String> files, BiFunction<String, byte[], AuditRequest> requests) {
        EarlierLines earlier = resume ? EarlierLines.of(file) : EarlierLines.NONE;
        List<String> left =
                files.stream().filter(path -> !earlier.paths().contains(path)).toList();
        ExitStatus worst;
        try (ReportFile report = resume ? ReportFile.after(file, earlier.bytes()) : ReportFile.whole(file)) {
            worst = earlier.worst().worse(audit(chosen, left, requests, report::write));
            report.finish();
        }
        console.out()
                .println("Wrote " + file
                        + (resume ? ", of which " + earlier.paths().size() + " were there" : "") + ".");
        return worst;
    }

    /** Reports go on as they come where their form allows it. */
    private ExitStatus audit(
            Format chosen,
            List<String> files,
            BiFunction<String, byte[], AuditRequest> requests,
            Consumer<String> sink) {
        // What a page shows beside the report; the other formats need no module after it was judged.
        Map<String, AuditRequest> judged = new ConcurrentHashMap<>();
        List<AuditedFile> all = new ArrayList<>();
        ExitStatus[] worst = {ExitStatus.DONE};
        try (EngineCheck engine = new EngineCheck()) {
            Auditor auditor = judging.auditor(engine);
            int threads = Math.min(8, Runtime.getRuntime().availableProcessors());
            Progress progress = new Progress(console, out != null, files.size());
            new AuditedFiles(
                            auditor,
                            (path, bytes) -> {
                                AuditRequest request = requests.apply(path, bytes);
                                if (chosen == Format.HTML) {
                                    judged.put(request.path(), request);
                                }
                                return request;
                            },
                            System::nanoTime,
                            threads)
                    .each(files, file -> {
                        worst[0] = worst[0].worse(status(file));
                        switch (chosen) {
                            case TEXT ->
                                sink.accept(ReportText.render(file, console.interactive() && out == null, trace));
                            case JSONL -> sink.accept(ReportLine.render(file));
                            case JSON, SARIF, MARKDOWN, HTML -> all.add(file);
                        }
                        progress.next();
                    });
            progress.end();
        }
        switch (chosen) {
            case TEXT, JSONL -> {} // written as they came
            case JSON -> sink.accept(ReportJson.render(all));
            case SARIF -> sink.accept(ReportSarif.render(all));
            case MARKDOWN -> sink.accept(ReportMarkdown.render(all));
            case HTML -> sink.accept(ReportHtml.render(all, judged));
        }
        return worst[0];
    }

    /** For a person who waits: how many of the files are done. Silent where nobody watches, or reports go by themselves. */
    private static final class Progress {
        private final Console console;
        private final boolean shown;
        private final int of;
        private int done;

        Progress(Console console, boolean inFile, int of) {
            this.console = console;
            this.shown = console.interactive() && inFile && of > 1;
            this.of = of;
        }

        void next() {
            done++;
            if (shown) {
                console.err().print("\r" + done + " of " + of);
            }
        }

        void end() {
            if (shown) {
                console.err().print("\r\u001b[K");
            }
        }
    }

    private AuditRequest request(
            Map<String, AuditRequest> releases,
            Optional<ManifestFile> manifest,
            String path,
            String name,
            byte[] bytes) {
        AuditRequest known = releases.get(path);
        AuditRequest request = known == null ? judging.request(name, bytes, manifest) : known;
        AuditRequest profiled = profile == null ? request : request.withProfile(Profile.parse(profile));
        boolean asked = probe == null ? profiled.profile() == Profile.PLUGIN : probe;
        return asked ? profiled : profiled.withoutEngine();
    }

    /** The modules to audit, in the order given; those of releases are prepared with all that is known of them. */
    private List<String> files(Map<String, AuditRequest> releases, FetchedModules fetched) {
        if (list == null && paths.isEmpty()) {
            throw new CommandException(
                    "audit what? Name a .wasm file, a release, a built plugin's folder or an oci:// reference");
        }
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            if (FetchedModules.isReference(path)) {
                files.add(fetched.fetch(path));
                continue;
            }
            Path folder = Path.of(path);
            if (!Files.isDirectory(folder)) {
                files.add(path);
                continue;
            }
            ReleaseFolder release = ReleaseFolder.named(folder);
            for (Variant variant : release.release().variants()) {
                String module = release.modulePath(variant).toString();
                releases.put(module, judging.request(release, variant));
                files.add(module);
            }
        }
        if (list != null) {
            files.addAll(Inputs.listed(list));
        }
        return files;
    }

    private static ManifestFile manifest(Path file) {
        return ManifestFile.read(Inputs.read(file, "manifest", 1 << 20), file.toString());
    }

    private static ExitStatus status(AuditedFile file) {
        return switch (file) {
            case AuditedFile.Judged judged ->
                ExitStatus.of(judged.report().verdict(), judged.report().complete());
            case AuditedFile.Unread _ -> ExitStatus.INCOMPLETE;
        };
    }
}
