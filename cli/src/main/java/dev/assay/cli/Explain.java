package dev.assay.cli;

import dev.assay.model.Inert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns what went wrong into the words that a person gets. */
public final class Explain {
    private Explain() {}

    /**
     * The rooms' own exceptions speak for themselves; those of files are told in words; anything else is a defect of
     * this program, and said to be one.
     */
    public static String message(Throwable e) {
        if (e instanceof UncheckedIOException io && io.getCause() != null) {
            return message(io.getCause());
        }
        if (e instanceof FileSystemException file) {
            return fileMessage(file);
        }
        String text = String.valueOf(e.getMessage());
        if (e.getClass().getName().startsWith("dev.assay.")) {
            return text;
        }
        if (e instanceof IOException) {
            return Inert.line(e.getMessage() == null ? e.getClass().getSimpleName() : text);
        }
        return "internal error: " + e.getClass().getSimpleName() + ": " + Inert.line(text)
                + ". This is a defect of Assay; run the command again with --debug and report what it prints";
    }

    private static String fileMessage(FileSystemException e) {
        String file = Inert.quote(String.valueOf(e.getFile()));
        return switch (e) {
            case NoSuchFileException missing -> file + " does not exist. Check the path";
            case AccessDeniedException denied -> file + ": permission denied. Check who owns it and its mode";
            case FileAlreadyExistsException there -> file + " is already there. Remove it or choose another path";
            case NotDirectoryException plain -> file + " is not a directory";
            case DirectoryNotEmptyException full -> file + " is not empty. Choose a new or an empty directory";
            default ->
                file + ": " + Inert.line(e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
        };
    }
}
