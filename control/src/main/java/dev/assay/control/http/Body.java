package dev.assay.control.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body. The web server throws what comes to hand at a body that is not as announced; here it is an IOException. */
final class Body extends FilterInputStream {
    Body(InputStream in) {
        super(in);
    }

    private interface Read {
        int read() throws IOException;
    }

    private static int checked(Read read) throws IOException {
        try {
            return read.read();
        } catch (RuntimeException e) {
            throw new IOException("the body is malformed", e);
        }
    }

    @Override
    public int read() throws IOException {
        return checked(super::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return checked(() -> super.read(bytes, offset, length));
    }
}
