package dev.assay.registry.mirror;

import dev.assay.model.Inert;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The headers of the archives that are written and read here: plain files in the ustar format (POSIX.1-1988), with a pax header
 * (POSIX.1-2001) before one whose path is too long for it. All else that an archive can hold is refused.
 */
final class Tar {
    static final int BLOCK = 512;
    /** The longest pax header that holds a path that is accepted. */
    static final int MOST_PAX = 4096;

    static final char FILE = '0';
    static final char PAX = 'x';

    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int SUM_AT = 148;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;
    private static final int MOST_PATH = 1000;
    private static final byte[] MAGIC = "ustar\00000".getBytes(StandardCharsets.ISO_8859_1);

    private Tar() {}

    /** A header that was read. */
    record Header(char type, String name, long size) {}

    /** The header or headers of a file. The same for the same path, size and time. */
    static byte[] header(String path, long size, long seconds) {
        if (path.length() <= NAME) {
            return plain(FILE, path, size, seconds);
        }
        byte[] record = record(path);
        byte[] pax = plain(PAX, "pax", record.length, seconds);
        byte[] file = plain(FILE, path.substring(path.length() - NAME), size, seconds);
        byte[] all = Arrays.copyOf(pax, BLOCK + padded(record.length) + BLOCK);
        System.arraycopy(record, 0, all, BLOCK, record.length);
        System.arraycopy(file, 0, all, BLOCK + padded(record.length), BLOCK);
        return all;
    }

    /** {@code <length> path=<path>\n}, where the length counts its own digits. */
    private static byte[] record(String path) {
        String rest = " path=" + path + "\n";
        int length = rest.length();
        while (Integer.toString(length).length() + rest.length() != length) {
            length = Integer.toString(length).length() + rest.length();
        }
        return (length + rest).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] plain(char type, String name, long size, long seconds) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, NAME, "0000644\0");
        put(block, 108, "0000000\0");
        put(block, 116, "0000000\0");
        put(block, SIZE_AT, String.format("%011o\0", size));
        put(block, 136, String.format("%011o\0", seconds));
        put(block, SUM_AT, "        ");
        block[TYPE_AT] = (byte) type;
        System.arraycopy(MAGIC, 0, block, MAGIC_AT, MAGIC.length);
        put(block, SUM_AT, String.format("%06o\0 ", sum(block)));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static int sum(byte[] block) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    static int padded(long size) {
        return Math.toIntExact((size + BLOCK - 1) / BLOCK * BLOCK);
    }

    static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** @throws RegistryException for anything but the header of a plain file or of its path */
    static Header read(byte[] block, String where) {
        if (octal(block, SUM_AT, 8, where) != sum(block)) {
            throw refused(where, "a header does not have the sum it says, so it is cut or was changed");
        }
        char type = block[TYPE_AT] == 0 ? FILE : (char) (block[TYPE_AT] & 0xff);
        if (type != FILE && type != PAX) {
            throw refused(
                    where,
                    "it has an entry of type " + Inert.quote(String.valueOf(type))
                            + ", and only plain files are accepted: no link, no device, no directory");
        }
        if (block[345] != 0) {
            throw refused(where, "a path is written in two parts, as only other programs do");
        }
        long size = octal(block, SIZE_AT, 12, where);
        if (size > (type == PAX ? MOST_PAX : Blob.LARGEST)) {
            throw refused(where, "an entry has " + size + " bytes, more than a registry's file has");
        }
        return new Header(type, text(block, 0, NAME), size);
    }

    /** The path in a pax header, which holds nothing else. */
    static String path(byte[] record, String where) {
        String text = new String(record, StandardCharsets.US_ASCII);
        int at = text.indexOf(" path=");
        if (at < 0 || !text.endsWith("\n") || !text.substring(0, at).equals(Integer.toString(text.length()))) {
            throw refused(where, "a header says more than a path");
        }
        return text.substring(at + " path=".length(), text.length() - 1);
    }

    /** Refuses what would lead elsewhere, or is none of a registry's paths. */
    static String requirePlain(String path, String where) {
        boolean plain = path.length() <= MOST_PATH && path.matches("[A-Za-z0-9._~%/-]+");
        for (String part : path.split("/", -1)) {
            plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
        }
        if (!plain) {
            throw refused(where, "it has the path " + Inert.quote(path) + ", which is none of a registry's");
        }
        return path;
    }

    private static String text(byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private static long octal(byte[] block, int at, int length, String where) {
        String digits = text(block, at, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw refused(where, "a header holds no number where one is needed");
        }
        return Long.parseLong(digits, 8);
    }

    static RegistryException refused(String where, String why) {
        return new RegistryException(where + " is no archive of a registry: " + why
                + ". Have it made anew with: assay registry mirror REGISTRY FILE.tar");
    }
}
