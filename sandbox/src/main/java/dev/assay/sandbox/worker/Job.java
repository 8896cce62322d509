package dev.assay.sandbox.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a worker is told to do. Bytes on the channel: a kind, then the fields in their order. */
public sealed interface Job {
    /** Parse and validate with the engine; run nothing. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Check(byte[] module) implements Job {}

    /**
     * Read this module, so that jobs that follow need not; run nothing of it.
     *
     * @param module metered by {@link dev.assay.wasm.fuel.Meter}
     * @param judged as in {@link Call}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Load(byte[] module, boolean judged) implements Job {}

    /**
     * Run one operation of a guest.
     *
     * @param module metered by {@link dev.assay.wasm.fuel.Meter}; without bytes it is the one of the job before, or comes with the code
     * @param fuel what it was metered with
     * @param operation the contract's word for it, such as {@code assess}
     * @param judged whether the engine accepted these very bytes before, and need not validate them again
     * @param code what a worker that compiles made of a metered module; empty to have the module interpreted
     * @param links the import modules that are linked; an import of any other module ends the job as refused
     * @param memoryPages the most linear memory, in pages of 64 KiB
     * @param outputBytes the longest response
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(
            byte[] module,
            boolean judged,
            byte[] code,
            long fuel,
            Binding binding,
            String operation,
            byte[] request,
            List<String> links,
            int memoryPages,
            int outputBytes)
            implements Job {
        /** The same, of the module that the worker has read already. */
        public Call ofTheLastModule() {
            return new Call(
                    new byte[0], judged, code, fuel, binding, operation, request, links, memoryPages, outputBytes);
        }
    }

    /** Do so with a module that tells of its calls ({@link dev.assay.wasm.fuel.Meter#profiled}), and tell where its fuel went. */
    record Profile(Call call) implements Job {}

    /**
     * Compile for {@link Call#code}; run nothing. For a worker with the engine's compiler.
     *
     * @param module metered by {@link dev.assay.wasm.fuel.Meter}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Compile(byte[] module) implements Job {}

    /** Try to leave the sandbox: read this file, reach this port of the loopback address, see this process, write. */
    record Probe(String canaryFile, int port, long parentProcess) implements Job {}

    /**
     * Lead a guest through each of these, from its beginning each time, and tell how it behaved.
     *
     * @param module metered by {@link dev.assay.wasm.fuel.Meter}
     * @param code what a worker that compiles made of it; empty to have it interpreted, and only then it is watched
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rehearse(byte[] module, byte[] code, List<Script> scripts) implements Job {}

    default byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (this) {
                case Check check -> {
                    out.writeByte(0);
                    writeBlock(out, check.module);
                }
                case Load load -> {
                    out.writeByte(4);
                    writeBlock(out, load.module);
                    out.writeBoolean(load.judged);
                }
                case Call call -> {
                    out.writeByte(1);
                    writeCall(out, call);
                }
                case Profile profile -> {
                    out.writeByte(3);
                    writeCall(out, profile.call);
                }
                case Probe probe -> {
                    out.writeByte(2);
                    out.writeUTF(probe.canaryFile);
                    out.writeInt(probe.port);
                    out.writeLong(probe.parentProcess);
                }
                case Compile compile -> {
                    out.writeByte(5);
                    writeBlock(out, compile.module);
                }
                case Rehearse rehearse -> {
                    out.writeByte(6);
                    writeBlock(out, rehearse.module);
                    writeBlock(out, rehearse.code);
                    out.writeInt(rehearse.scripts.size());
                    for (Script script : rehearse.scripts) {
                        script.write(out);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeCall(DataOutputStream out, Call call) throws IOException {
        writeBlock(out, call.module);
        out.writeBoolean(call.judged);
        writeBlock(out, call.code);
        out.writeLong(call.fuel);
        out.writeUTF(call.binding.name());
        out.writeUTF(call.operation);
        writeBlock(out, call.request);
        out.writeInt(call.links.size());
        for (String link : call.links) {
            out.writeUTF(link);
        }
        out.writeInt(call.memoryPages);
        out.writeInt(call.outputBytes);
    }

    /** Only the worker reads jobs, and it trusts its parent; a malformed job is a defect of this room. */
    static Job read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return switch (in.readByte()) {
                case 0 -> new Check(readBlock(in));
                case 1 -> readCall(in);
                case 2 -> new Probe(in.readUTF(), in.readInt(), in.readLong());
                case 3 -> new Profile(readCall(in));
                case 4 -> new Load(readBlock(in), in.readBoolean());
                case 5 -> new Compile(readBlock(in));
                case 6 -> readRehearse(in);
                default -> throw new IOException("a job of an unknown kind");
            };
        }
    }

    private static Call readCall(DataInputStream in) throws IOException {
        byte[] module = readBlock(in);
        boolean judged = in.readBoolean();
        byte[] code = readBlock(in);
        long fuel = in.readLong();
        Binding binding = Binding.valueOf(in.readUTF());
        String operation = in.readUTF();
        byte[] request = readBlock(in);
        List<String> links = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            links.add(in.readUTF());
        }
        return new Call(
                module,
                judged,
                code,
                fuel,
                binding,
                operation,
                request,
                List.copyOf(links),
                in.readInt(),
                in.readInt());
    }

    private static Rehearse readRehearse(DataInputStream in) throws IOException {
        byte[] module = readBlock(in);
        byte[] code = readBlock(in);
        List<Script> scripts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            scripts.add(Script.read(in));
        }
        return new Rehearse(module, code, List.copyOf(scripts));
    }

    private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block.length);
        out.write(block);
    }

    private static byte[] readBlock(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
