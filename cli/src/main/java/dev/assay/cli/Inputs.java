package dev.assay.cli;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads and writes the files that a person names on the command line. */
public final class Inputs {
    private static final int MOST_LISTED = 1_000_000;

    private Inputs() {}

    /** The bytes of a regular file of at most {@code most} bytes. */
    public static byte[] read(Path file, String what, long most) {
        try {
            if (!Files.exists(file)) {
                throw new CommandException(
                        what + " " + Inert.quote(file.toString()) + " does not exist. Check the path");
            }
            if (!Files.isRegularFile(file)) {
                throw new CommandException(what + " " + Inert.quote(file.toString()) + " is not a file. Name a file");
            }
            long size = Files.size(file);
            if (size > most) {
                throw new CommandException(what + " " + Inert.quote(file.toString()) + " has " + size
                        + " bytes, more than the " + most + " accepted");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandException(what + ": " + Explain.message(e), e);
        }
    }

    /** A JSON document of at most 16 MiB. */
    public static JsonNode json(Path file, String what) {
        try {
            return Json.read(read(file, what, 16 << 20), 16 << 20);
        } catch (ModelException e) {
            throw new CommandException(what + " " + Inert.quote(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    public static Fields fields(Path file, String what) {
        return Fields.of(json(file, what), "$");
    }

    /** The first line of a secret's file, without its line end. The caller clears it. */
    public static char[] secret(Path file, String what) {
        String text = new String(read(file, what, 4096), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String line = (end < 0 ? text : text.substring(0, end)).stripTrailing();
        if (line.isEmpty()) {
            throw new CommandException(
                    what + " " + Inert.quote(file.toString()) + " is empty. Put it on the first line");
        }
        return line.toCharArray();
    }

    /** The paths that a file names, one a line; {@code -} is standard input. */
    public static List<String> listed(String list) {
        try (BufferedReader lines = list.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(list))) {
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .limit(MOST_LISTED)
                    .toList();
        } catch (IOException e) {
            throw new CommandException("list " + Inert.quote(list) + ": " + Explain.message(e), e);
        } catch (UncheckedIOException e) {
            throw new CommandException("list " + Inert.quote(list) + " is not text in UTF-8", e);
        }
    }

    /** Writes a file whole or not at all; its directory is made. */
    public static void write(Path file, byte[] bytes) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, ".assay-", ".partial");
            try {
                Files.write(partial, bytes);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new CommandException("cannot write " + Inert.quote(file.toString()) + ": " + Explain.message(e), e);
        }
    }
}
