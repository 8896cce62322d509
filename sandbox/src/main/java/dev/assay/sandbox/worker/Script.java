package dev.assay.sandbox.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a guest is made to go through before anybody trusts it: a host that is made up, down to the last answer, and calls in a fixed
 * order. The same script and module give the same {@link Conduct}.
 *
 * @param entry what is called
 * @param requests what {@code assay_assess} is called with, one after another; {@link Entry#COMMAND} reads the first
 * @param surroundings what the guest finds around it
 * @param answers by capability, in JSON; what is not there is answered with an error
 * @param mutations how many calls more are made with what {@link Mutator} makes of requests and answers; for what has an entry
 * @param fuel for each call
 * @param memoryPages the most linear memory, in pages of 64 KiB
 */
public record Script(
        Entry entry,
        List<byte[]> requests,
        Surroundings surroundings,
        Map<String, byte[]> answers,
        int mutations,
        long fuel,
        int memoryPages) {

    /** What there is to call. */
    public enum Entry {
        /** The functions of the contract's reactor. */
        REACTOR,
        /** {@code _start}, as a program with arguments and standard input. */
        COMMAND,
        /** Whatever functions are exported, with small numbers. */
        EXPORTS
    }

    /**
     * What is around a guest and should not matter to it.
     *
     * @param seconds where its clock begins, since 1970
     * @param seed of its random bytes
     * @param environment {@code NAME=value}; a host of the contract has none to give
     */
    public record Surroundings(long seconds, long seed, List<String> environment) {
        public Surroundings {
            environment = List.copyOf(environment);
        }
    }

    public Script {
        requests = List.copyOf(requests);
        answers = new TreeMap<>(answers);
    }

    /** A script without mutations. */
    public static Script of(
            Entry entry,
            List<byte[]> requests,
            Surroundings surroundings,
            Map<String, byte[]> answers,
            long fuel,
            int memoryPages) {
        return new Script(entry, requests, surroundings, answers, 0, fuel, memoryPages);
    }

    /** The same with so many calls more. */
    public Script mutated(int times) {
        return new Script(entry, requests, surroundings, answers, times, fuel, memoryPages);
    }

    /** The same in other surroundings. */
    public Script in(Surroundings others) {
        return new Script(entry, requests, others, answers, mutations, fuel, memoryPages);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(entry.name());
        out.writeInt(requests.size());
        for (byte[] request : requests) {
            block(out, request);
        }
        out.writeLong(surroundings.seconds);
        out.writeLong(surroundings.seed);
        out.writeInt(surroundings.environment.size());
        for (String variable : surroundings.environment) {
            out.writeUTF(variable);
        }
        out.writeInt(answers.size());
        for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
            out.writeUTF(answer.getKey());
            block(out, answer.getValue());
        }
        out.writeInt(mutations);
        out.writeLong(fuel);
        out.writeInt(memoryPages);
    }

    static Script read(DataInputStream in) throws IOException {
        Entry entry = Entry.valueOf(in.readUTF());
        List<byte[]> requests = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            requests.add(block(in));
        }
        long seconds = in.readLong();
        long seed = in.readLong();
        List<String> environment = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            environment.add(in.readUTF());
        }
        Map<String, byte[]> answers = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            answers.put(in.readUTF(), block(in));
        }
        return new Script(
                entry,
                requests,
                new Surroundings(seconds, seed, environment),
                answers,
                in.readInt(),
                in.readLong(),
                in.readInt());
    }

    static void block(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block.length);
        out.write(block);
    }

    static byte[] block(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
