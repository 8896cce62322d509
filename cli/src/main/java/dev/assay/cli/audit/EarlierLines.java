package dev.assay.cli.audit;

import dev.assay.cli.CommandException;
import dev.assay.cli.ExitStatus;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Verdict;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The lines of an audit that did not come to its end: of whom there is one, and how far they are whole. The last may be cut off.
 *
 * @param paths the files that were told of
 * @param bytes up to the end of the last whole line
 * @param worst of what they say
 */
record EarlierLines(Set<String> paths, long bytes, ExitStatus worst) {
    static final EarlierLines NONE = new EarlierLines(Set.of(), 0, ExitStatus.DONE);
    private static final int MOST_OF_A_LINE = 64 << 20;

    /** None where there is no such file. */
    static EarlierLines of(Path file) {
        if (!Files.exists(file)) {
            return NONE;
        }
        Set<String> paths = new HashSet<>();
        long whole = 0;
        ExitStatus worst = ExitStatus.DONE;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    if (line.size() > MOST_OF_A_LINE) {
                        throw foreign(file, "a line is longer than any report");
                    }
                    continue;
                }
                Fields fields = Fields.of(Json.read(line.toByteArray(), MOST_OF_A_LINE), "$");
                paths.add(fields.text("path"));
                worst = worst.worse(ExitStatus.of(
                        fields.value("verdict", Verdict::parse),
                        fields.node("complete").asBoolean()));
                whole += line.size() + 1L;
                line.reset();
            }
        } catch (IOException e) {
            throw new CommandException("cannot read " + Inert.quote(file.toString()) + ": " + e.getMessage(), e);
        } catch (ModelException e) {
            throw foreign(file, String.valueOf(e.getMessage()));
        }
        return new EarlierLines(paths, whole, worst);
    }

    private static CommandException foreign(Path file, String why) {
        return new CommandException(Inert.quote(file.toString()) + " is not what 'assay audit --jsonl' writes: " + why
                + ". Name another file with --out, or leave --resume out");
    }
}
