package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * How a worker says a job ended. It is the worker's word only: the parent bounds and checks every field again.
 *
 * @param detail why, for people; at most {@value #LONGEST_DETAIL} characters
 * @param response the guest's answer, if it {@link Kind#ANSWERED}
 * @param peakPages the most linear memory the guest held, in pages of 64 KiB
 * @param fuelLeft what is left of the fuel that the module was metered with; less than nothing where it was used up
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Ending(Kind kind, String detail, byte[] response, int peakPages, long fuelLeft) {
    public static final int LONGEST_DETAIL = 2000;

    public enum Kind {
        /** The guest answered, the engine agreed, or the probe is done. */
        ANSWERED,
        /** The guest trapped, left by itself, or broke the contract. */
        TRAPPED,
        /** The fuel was used up. */
        FUEL,
        /** The guest failed after it was refused memory. */
        MEMORY,
        /** The response is longer than the job allows. */
        OUTPUT,
        /** The engine did not accept the module, or an import could not be linked. */
        REFUSED,
        /** The parent said stop. */
        STOPPED
    }

    public Ending {
        if (detail.length() > LONGEST_DETAIL) {
            detail = detail.substring(0, LONGEST_DETAIL);
        }
    }

    public static Ending of(Kind kind, String detail) {
        return new Ending(kind, detail, new byte[0], 0, 0);
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] text = detail.getBytes(StandardCharsets.UTF_8);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind.name());
            out.writeInt(peakPages);
            out.writeLong(fuelLeft);
            out.writeInt(text.length);
            out.write(text);
            out.write(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what a worker, perhaps a hostile one, sent. */
    public static Ending read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = Kind.valueOf(in.readUTF());
            int pages = in.readInt();
            long fuel = in.readLong();
            int length = in.readInt();
            if (pages < 0 || length < 0 || length > bytes.length) {
                throw new IOException("an ending that cannot be read");
            }
            String detail = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Ending(kind, detail, in.readAllBytes(), pages, fuel);
        } catch (IllegalArgumentException e) {
            throw new IOException("an ending of an unknown kind", e);
        }
    }
}
