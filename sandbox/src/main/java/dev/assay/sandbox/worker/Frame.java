package dev.assay.sandbox.worker;

import java.util.Optional;

/** One message on the channel between a worker and its parent: a type and a payload whose layout the type fixes. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Frame(Type type, byte[] payload) {
    /** Who may send it is part of the type's meaning; a frame sent in the wrong direction or at the wrong time ends the worker. */
    public enum Type {
        /** Worker: alive. Payload: the channel's magic word and version. */
        HELLO('H'),
        /** Parent: a {@link Job}. */
        JOB('J'),
        /** Worker: a capability call that waits for {@link #ANSWER}. Payload: {@link CallPayload}. */
        CALL('C'),
        /** Worker: the wall clock, please. Payload empty; the answer is seconds (8 bytes) and nanoseconds (4 bytes). */
        CLOCK('T'),
        /** Worker: random bytes, please. Payload: how many (4 bytes). */
        RANDOM('R'),
        /** Parent: the answer to the last {@link #CALL}, {@link #CLOCK} or {@link #RANDOM}. */
        ANSWER('A'),
        /** Worker: text the guest wrote to its standard output or error. No answer. */
        LOG('L'),
        /** Worker: where the fuel went, once, before {@link #DONE}, if the job was a {@link Job.Profile}. Payload: a {@link CallTree}. */
        PROFILE('P'),
        /** Parent: stop the guest now. */
        STOP('S'),
        /** Worker: the job ended. Payload: an {@link Ending}. */
        DONE('D');

        private final char code;

        Type(char code) {
            this.code = code;
        }

        /** The byte on the channel. */
        byte code() {
            return (byte) code;
        }

        static Optional<Type> of(byte code) {
            for (Type type : values()) { // a stream would be the first thing that a worker loads for it
                if (type.code == code) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    public static Frame of(Type type) {
        return new Frame(type, new byte[0]);
    }
}
