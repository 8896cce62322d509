package dev.assay.sandbox.attack;

import static dev.assay.model.Outcome.COMPLETED;
import static dev.assay.model.Outcome.CRASHED;
import static dev.assay.model.Outcome.DEADLINE;
import static dev.assay.model.Outcome.DENIED;
import static dev.assay.model.Outcome.MEMORY;
import static dev.assay.model.Outcome.OUTPUT;
import static dev.assay.model.Outcome.REFUSED;
import static dev.assay.model.Outcome.TRAPPED;

import dev.assay.model.Outcome;
import dev.assay.sandbox.Operation;
import java.util.List;

/** Every attack that the sandbox is held against. Those of a capability that talks to a network are with its own tests. */
public final class Attacks {
    /** Its length is what lying allocators are asked for. */
    private static final String REQUEST = " ".repeat(1998) + "{}";

    private static final String TIME_OVER = "its time of ";

    /** Modules that were written to do harm, each in a confined worker. */
    public static final List<Attack> PLUGINS = List.of(
            // time
            attack("endless loop", "loop", DEADLINE, TIME_OVER),
            attack("endless loop before the first call", "loop-start", DEADLINE, TIME_OVER),
            attack("sleeping for an hour", "sleep", DEADLINE, TIME_OVER),
            asks("sleeping in a host call", "exec", "{'name':'sleeps'}", DEADLINE, "its time "),
            attack("filling all of its memory again and again", "fill-memory", DEADLINE, TIME_OVER),
            attack("endless loop of host calls", "host-calls", OUTPUT, "more than 10000 host calls"),
            attack("endless loop of host calls in the allocator", "alloc-asks", OUTPUT, "more than 10000 host calls"),
            attack("watching the clocks", "clock-watch", COMPLETED, "success"),
            // memory
            attack("growing its memory without end", "grow-memory", MEMORY, "beyond the limit was refused"),
            attack("starting with too much memory", "much-memory", REFUSED, "it starts with 134217728 bytes"),
            attack("growing its table without end", "grow-table", COMPLETED, "success"),
            attack("recursion without end", "recurse", TRAPPED, "its calls nested too deeply"),
            attack("recursion with wide frames", "recurse-wide", TRAPPED, "its calls nested too deeply"),
            // output
            attack("an answer of 4 GB that is not there", "huge-answer", OUTPUT, "longer than the 4194304 bytes"),
            attack("an answer of 5 MB", "long-answer", OUTPUT, "longer than the 4194304 bytes"),
            attack("flooding the log", "log-flood", OUTPUT, "the log is more than 4194304 bytes"),
            attack("16 MiB of log at once", "huge-log", OUTPUT, "the log is more than 4194304 bytes"),
            attack("12,000 empty lines of log at once", "line-flood", OUTPUT, "or 10000 lines"),
            attack("having the host keep random bytes", "random-flood", OUTPUT, "or 33554432 bytes of them"),
            attack("requests of 16 MiB", "huge-request", OUTPUT, "or 33554432 bytes of them"),
            // answers
            attack("half a JSON document", "malformed-answer", TRAPPED, "its answer is not valid: JSON"),
            attack("bytes that are no text", "garbled-answer", TRAPPED, "JSON: it is not valid UTF-8"),
            attack("nesting without end", "deep-answer", TRAPPED, "its answer is not valid: JSON"),
            attack("an answer that is a bomb", "bomb-answer", TRAPPED, "names and values in 4194"),
            attack("an answer of another shape", "invalid-answer", TRAPPED, "not valid: $.findings[0]"),
            asked("being another version", "impostor", Operation.DESCRIBE, TRAPPED, "$.version '6.6.6'"),
            // the ABI
            attack("an answer beyond its memory", "outside-answer", TRAPPED, "100 bytes at 65530, which is not inside"),
            attack("an answer that wraps around", "wrapping-answer", TRAPPED, "32 bytes at 4294967280"),
            attack("no answer", "no-answer", TRAPPED, "0 bytes at 0, which is not inside"),
            attack("an allocator that lies", "lying-alloc", TRAPPED, "gave 2000 bytes at 65530"),
            attack("an allocator that wraps around", "negative-alloc", TRAPPED, "gave 2000 bytes at 4294967280"),
            attack("an allocator that gives nothing", "no-alloc", TRAPPED, "gave 2000 bytes at 0"),
            attack("a trap in the allocator", "trap-alloc", TRAPPED, "unreachable"),
            attack("a trap before the first call", "trap-start", TRAPPED, "unreachable"),
            attack("data that do not fit", "data-outside", TRAPPED, "out of bounds memory access"),
            attack("a trap", "trap", TRAPPED, "unreachable"),
            attack("leaving", "exit", TRAPPED, "the plugin left with status 7"),
            attack("a request from beyond its memory", "call-outside", TRAPPED, "out of bounds memory access"),
            attack("the host's answer beyond its memory", "take-outside", TRAPPED, "out of bounds memory access"),
            attack("taking what is not there", "take-nothing", TRAPPED, "no answer waiting"),
            attack("taking more than there is", "take-more", TRAPPED, "take asked for"),
            attack("everything at one address", "overlap", TRAPPED, "its answer is not valid: JSON"),
            attack("asking while it is asked", "reenter", COMPLETED, "success"),
            // what it links
            attack("an import of nobody's", "undeclared", REFUSED, "it imports env system"),
            attack("an import of another type", "wrong-type", REFUSED, "call as (func (param i64)) and not as"),
            attack("two memories", "two-memories", REFUSED, "it must have one memory"),
            attack("half a contract", "no-assess", REFUSED, "it does not export assay_alloc"),
            // capabilities
            asks("a link to a secret", "file", "{'op':'read','path':'FOLDER/link'}", COMPLETED, "'code':'failed'"),
            asks("a link on the way", "file", "{'op':'read','path':'FOLDER/way/secret'}", COMPLETED, "'error'"),
            asks(
                    "two dots in a path",
                    "file",
                    "{'op':'read','path':'FOLDER/../own/secret'}",
                    DENIED,
                    "is not in the effective"),
            asks(
                    "the runtime's own files",
                    "file",
                    "{'op':'read','path':'FOLDER/own/secret'}",
                    DENIED,
                    "this host refuses file read"),
            asks(
                    "the runtime's memory",
                    "file",
                    "{'op':'read','path':'/proc/self/environ'}",
                    DENIED,
                    "this host refuses file read"),
            asks("a device without an end", "file", "{'op':'read','path':'/dev/zero'}", COMPLETED, "'code':'failed'"),
            asks("a command in a command's name", "exec", "{'name':'sleeps; id'}", DENIED, "exec sleeps; id is not in"),
            asks(
                    "an argument for a command",
                    "exec",
                    "{'name':'prints','arguments':['-x']}",
                    COMPLETED,
                    "'code':'invalid-request'"),
            asks(
                    "arguments that look like a shell's",
                    "exec",
                    "{'name':'prints'}",
                    COMPLETED,
                    "'stdout':'a b|; id|$(id)|`id`|'"),
            asks(
                    "the environment, by a name that is not granted",
                    "env",
                    "{'name':'PATH'}",
                    DENIED,
                    "env PATH is not in"),
            asks("the environment, by all names", "env", "{'name':'*'}", DENIED, "env * is not in"),
            attack("the environment, by WASI", "wasi", COMPLETED, "\"environ\":\"0\""));

    /** What a guest that broke the engine could have its worker say. Nothing is confined here: only the channel is left. */
    public static final List<Attack> WORKERS = List.of(
            taken("garbage instead of a greeting", "garbage-greeting", CRASHED, "the worker did not start"),
            taken("another version's greeting", "newer-greeting", CRASHED, "the greeting is not that of"),
            taken("a second greeting", "greets-again", CRASHED, "the worker sent HELLO"),
            taken("never listening", "deaf", DEADLINE, TIME_OVER),
            taken("never answering", "mute", DEADLINE, TIME_OVER),
            taken("dripping a frame", "drip", DEADLINE, TIME_OVER),
            taken("dying", "dies", CRASHED, "exit status 42"),
            taken("running out of heap", "out-of-heap", MEMORY, "the worker's heap was used up"),
            // frames
            taken("garbage", "garbage", CRASHED, "a frame of the unknown type 63"),
            taken("a frame of 2 GiB", "endless-frame", CRASHED, "a frame of 2147483647 bytes"),
            taken("a frame of less than nothing", "negative-frame", CRASHED, "a frame of 4294967295 bytes"),
            taken("half a frame", "half-frame", CRASHED, "the channel ended inside a frame"),
            // floods
            taken("flooding the log", "flood", OUTPUT, "the log is more than"),
            taken("flooding the log with nothing", "empty-flood", DEADLINE, TIME_OVER),
            taken("flooding the channel with calls", "call-flood", OUTPUT, "more than 10000 host calls"),
            taken("flooding the channel with large calls", "large-calls", OUTPUT, "or 33554432 bytes of them"),
            taken("asking for no random bytes for ever", "nothing-random", DEADLINE, TIME_OVER),
            taken("asking and never listening", "clock-flood", DEADLINE, "its time "), // over, or over in the call
            taken("flooding standard error", "stderr-flood", DEADLINE, TIME_OVER),
            taken("flooding after its end", "speaks-after-its-end", TRAPPED, "it is over"),
            // words that are not its own
            taken("speaking as the parent", "speaks-as-parent", CRASHED, "the worker sent STOP"),
            taken("an ending that is none", "wrong-ending", CRASHED, ""),
            taken("a profile", "profile", CRASHED, "the worker sent a profile that nobody asked for"),
            taken("an ending of no kind", "unknown-ending", CRASHED, "an ending of an unknown kind"),
            taken("stopping without being told to", "stopped-by-itself", CRASHED, ""),
            taken("a call that is none", "wrong-call", CRASHED, "a call that cannot be read"),
            taken("less than no random bytes", "wrong-random", CRASHED, "in a way that cannot be answered"),
            taken("a call that was never granted", "undeclared-call", DENIED, "file read /etc/shadow is not in"),
            taken("answering before it is asked", "answers-unasked", TRAPPED, "asked or not"),
            taken("an answer that is too long", "long-response", OUTPUT, ""),
            taken("an answer that is none", "false-response", TRAPPED, "$.abi"),
            taken("a terminal's control characters", "escapes", TRAPPED, "\\u001b[31m\\u000axxx"),
            taken("its environment", "tells-its-environment", TRAPPED, "environment []"),
            new Attack(
                    "being another plugin",
                    new Attack.TakenOver("is-another", Operation.DESCRIBE),
                    TRAPPED,
                    "$.name 'other/plugin'"));

    private Attacks() {}

    private static Attack attack(String name, String module, Outcome outcome, String says) {
        return asked(name, module, Operation.ASSESS, outcome, says);
    }

    private static Attack asked(String name, String module, Operation operation, Outcome outcome, String says) {
        return new Attack(name, new Attack.Plugin(module, operation, REQUEST), outcome, says);
    }

    private static Attack asks(String name, String capability, String request, Outcome outcome, String says) {
        String json = request.replace('\'', '"');
        return new Attack(
                name, new Attack.Plugin("ask-" + capability, Operation.ASSESS, json), outcome, says.replace('\'', '"'));
    }

    private static Attack taken(String name, String behaviour, Outcome outcome, String says) {
        return new Attack(name, new Attack.TakenOver(behaviour, Operation.ASSESS), outcome, says);
    }
}
