package dev.assay.cli.wasm;

import dev.assay.cli.wasm.SuiteFigures.Fault;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.suite.ReasonTable;
import dev.assay.wasm.suite.SuiteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/** The official test suite in the form of {@code wasm-tools json-from-wast}: a folder a script, {@code script.json} beside its modules. */
public final class SuiteArchive implements AutoCloseable {
    private static final String SCRIPT = "script.json";
    private static final int MOST_BYTES = 64 << 20;

    private final ZipFile zip;

    /** @throws IOException if there is no such archive; a pipe, which would keep the reader waiting, is none */
    public SuiteArchive(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is no regular file");
        }
        this.zip = new ZipFile(file.toFile());
    }

    /** A command of a script that is about one binary module. */
    private record Case(String type, int line, String file, String reason) {
        boolean isRefusal() {
            return type.equals("assert_invalid") || type.equals("assert_malformed");
        }
    }

    /**
     * Judges every module of the suite, group by group in order of their names, and hands the figures of each group on.
     *
     * @throws IOException if the archive cannot be read or is none of the suite
     */
    public void judge(Consumer<SuiteFigures> sink) throws IOException {
        TreeMap<String, List<Case>> groups = new TreeMap<>();
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
            if (entry.getName().endsWith("/" + SCRIPT)) {
                String name = entry.getName();
                groups.put(name.substring(0, name.length() - SCRIPT.length() - 1), cases(name));
            }
        }
        if (groups.isEmpty()) {
            throw new IOException("there is no folder with a " + SCRIPT + " in it");
        }
        if (groups.values().stream().allMatch(List::isEmpty)) {
            throw new IOException("there is no binary module in any " + SCRIPT);
        }
        Stream<Case> all = groups.values().stream().flatMap(List::stream);
        ReasonTable reasons = new ReasonTable(
                all.filter(Case::isRefusal).map(Case::reason).distinct().toList());
        for (var group : groups.entrySet()) {
            sink.accept(judge(new SuiteGroup(group.getKey()), group.getValue(), reasons));
        }
    }

    private List<Case> cases(String script) throws IOException {
        List<Case> cases = new ArrayList<>();
        try {
            JsonNode commands = Json.read(bytes(script), MOST_BYTES).path("commands");
            for (JsonNode command : commands) {
                if (command.path("module_type").asString("").equals("binary")) {
                    cases.add(new Case(
                            command.path("type").asString(""),
                            command.path("line").asInt(0),
                            command.path("filename").asString(""),
                            command.path("text").asString("")));
                }
            }
        } catch (ModelException e) {
            throw new IOException(script + ": " + e.getMessage(), e);
        }
        return cases;
    }

    private SuiteFigures judge(SuiteGroup group, List<Case> cases, ReasonTable reasons) throws IOException {
        SuiteFigures figures = new SuiteFigures(group);
        if (!group.isLeftOut()) {
            for (Case test : cases) {
                byte[] module = bytes(group.name() + "/" + test.file());
                judge(test, module, figures, reasons);
            }
        }
        return figures;
    }

    private static void judge(Case test, byte[] module, SuiteFigures figures, ReasonTable reasons) {
        String wanted = Inert.line(test.reason(), 200);
        try {
            Validator.validate(module, figures.group().features());
            if (test.isRefusal()) {
                figures.failed(Fault.ACCEPTED, test.type(), test.line(), "accepted; wanted: " + wanted);
            } else {
                figures.passed(test.type());
            }
        } catch (WasmException e) {
            String said = Inert.line(e.reason(), 300) + " at byte 0x" + Integer.toHexString(e.offset());
            if (!test.isRefusal()) {
                figures.failed(Fault.REFUSED, test.type(), test.line(), "refused: " + said);
                return;
            }
            switch (reasons.match(test.reason(), e.reason())) {
                case SAME -> figures.passed(test.type());
                case OTHER -> figures.failed(Fault.MISMATCHED, test.type(), test.line(), both(said, wanted));
                case UNMAPPED -> figures.failed(Fault.UNMAPPED, test.type(), test.line(), both(said, wanted));
            }
        }
    }

    private static String both(String said, String wanted) {
        return "refused: " + said + "; wanted: " + wanted;
    }

    private byte[] bytes(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("there is no " + Inert.quote(name) + " in it");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(Inert.quote(name) + " is larger than " + MOST_BYTES + " bytes");
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
