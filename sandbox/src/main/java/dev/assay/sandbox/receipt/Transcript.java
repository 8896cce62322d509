package dev.assay.sandbox.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Effective;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.host.HostCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a run asked its host and what it was told, in the order in which it asked. The list of digests is always whole. */
record Transcript(List<Call> calls) {
    /** As many as a run makes, and the one too many that ends it. */
    static final int MOST = 10_001;

    Transcript {
        calls = List.copyOf(calls);
    }

    /**
     * One call.
     *
     * @param answer empty where the run ended before there was one
     * @param kept what the digests are of; empty where it was withheld
     */
    record Call(String capability, Digest request, Optional<Digest> answer, Optional<Kept> kept) {
        static Call of(HostCall call, boolean keep, RandomGenerator random) {
            Piece request = Piece.salted(call.request(), random);
            Optional<Piece> answer =
                    call.answer().length == 0 ? Optional.empty() : Optional.of(Piece.salted(call.answer(), random));
            return new Call(
                    call.capability(),
                    request.digest(),
                    answer.map(Piece::digest),
                    keep ? Optional.of(new Kept(request, answer)) : Optional.empty());
        }

        private ObjectNode toJson() {
            ObjectNode out = Json.object().put("capability", capability).put("request", request.toString());
            answer.ifPresent(digest -> out.put("answer", digest.toString()));
            return out;
        }

        private static Call fromJson(Fields fields) {
            Call call = new Call(
                    fields.text("capability"),
                    fields.value("request", Digest::parse),
                    fields.optionalValue("answer", Digest::parse),
                    Optional.empty());
            fields.end();
            return call;
        }

        private Call with(Fields kept) {
            Piece asked = Piece.fromJson(kept.object("request"), true);
            Optional<Piece> answered = kept.optionalObject("answer").map(piece -> Piece.fromJson(piece, true));
            kept.end();
            if (!asked.digest().equals(request) || !answered.map(Piece::digest).equals(answer)) {
                throw new InvalidValueException(
                        kept.path(), "it is not what the digests of the call are of: it was changed");
            }
            return new Call(capability, request, answer, Optional.of(new Kept(asked, answered)));
        }
    }

    /** The content of a call. */
    record Kept(Piece request, Optional<Piece> answer) {
        private ObjectNode toJson() {
            ObjectNode out = Json.object();
            out.set("request", request.toJson());
            answer.ifPresent(piece -> out.set("answer", piece.toJson()));
            return out;
        }

        HostCall call(String capability) {
            return new HostCall(
                    capability, request.bytes(), answer.map(Piece::bytes).orElse(new byte[0]));
        }
    }

    /** Every call of the run, also the one that ended it. */
    static List<HostCall> calls(Run run) {
        return Stream.concat(run.hostCalls().stream(), run.endedBy().stream()).toList();
    }

    /** What no layer withholds is kept. */
    static Transcript of(Run run, Effective effective, RandomGenerator random) {
        return new Transcript(calls(run).stream()
                .map(call -> Call.of(call, !effective.withholds(call.capability()), random))
                .toList());
    }

    Transcript withoutContent() {
        return new Transcript(calls.stream()
                .map(call -> new Call(call.capability, call.request, call.answer, Optional.empty()))
                .toList());
    }

    Digest digest() {
        return Digest.of(Json.canonical(toJson()));
    }

    /** The digests. */
    ArrayNode toJson() {
        ArrayNode list = Json.array();
        calls.forEach(call -> list.add(call.toJson()));
        return list;
    }

    /** The content, by the number of the call; what was withheld is not there. */
    ArrayNode keptToJson() {
        ArrayNode list = Json.array();
        for (int i = 0; i < calls.size(); i++) {
            int number = i + 1;
            calls.get(i).kept().ifPresent(kept -> list.add(kept.toJson().put("call", number)));
        }
        return list;
    }

    /** Refuses content that is not what the digests are of. */
    static Transcript read(List<Fields> digests, List<Fields> kept) {
        List<Call> calls = new ArrayList<>(digests.stream().map(Call::fromJson).toList());
        int last = 0;
        for (Fields one : kept) {
            last = (int) one.integer("call", last + 1L, calls.size());
            calls.set(last - 1, calls.get(last - 1).with(one));
        }
        return new Transcript(calls);
    }

    /** The number, from 1, of the first call whose content is not here. */
    Optional<Integer> firstWithheld() {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).kept().isEmpty()) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }
}
