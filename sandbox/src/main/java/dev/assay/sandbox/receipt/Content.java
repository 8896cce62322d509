package dev.assay.sandbox.receipt;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Effective;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.host.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What lies beside a receipt's statement.
 *
 * @param effective what each layer allowed
 * @param request what the guest was asked; empty where it was withheld, as are log and response
 * @param response also empty where the run gave none
 */
record Content(
        Effective effective,
        Transcript transcript,
        Optional<Piece> request,
        Optional<Piece> log,
        Optional<Piece> response) {
    /** A run that told or was told more than this is not kept: its receipt has the digests. */
    static final int MOST_KEPT = 48 << 20;

    private static final int MOST_LAYERS = 8;

    /** All of it, before anything is withheld: the digests are made of this. */
    static Content of(Run run, byte[] request, RandomGenerator random) {
        Effective effective = run.conditions().effective();
        return new Content(
                effective,
                Transcript.of(run, effective, random),
                Optional.of(Piece.salted(request, random)),
                Optional.of(Piece.salted(log(run.logs()), random)),
                run.outcome() == Outcome.COMPLETED ? Optional.of(Piece.plain(run.response())) : Optional.empty());
    }

    /** Without what a layer says must not be kept, and without anything if it would be too much. */
    Content kept() {
        Content kept = new Content(
                effective,
                transcript,
                request.filter(piece -> !effective.withholds("request")),
                log.filter(piece -> !effective.withholds("log")),
                response.filter(piece -> !effective.withholds("response")));
        return kept.keptToJson().toString().getBytes(StandardCharsets.UTF_8).length <= MOST_KEPT
                ? kept
                : new Content(
                        effective, transcript.withoutContent(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The first thing that a replay needs and does not find here. */
    Optional<String> missing() {
        if (request.isEmpty()) {
            return Optional.of("the request was withheld");
        }
        return transcript
                .firstWithheld()
                .map(number -> "call " + number + " of " + transcript.calls().size() + ", "
                        + transcript.calls().get(number - 1).capability() + ", was withheld");
    }

    static byte[] log(List<LogLine> lines) {
        ArrayNode list = Json.array();
        lines.forEach(line -> list.addArray().add(line.level().id()).add(line.message()));
        return Json.canonical(list);
    }

    Digest layers() {
        return Digest.of(Json.canonical(layersToJson()));
    }

    private ArrayNode layersToJson() {
        ArrayNode layers = Json.array();
        effective.layers().forEach(layer -> layers.add(layer.toJson()));
        return layers;
    }

    private ObjectNode keptToJson() {
        ObjectNode out = Json.object();
        request.ifPresent(piece -> out.set("request", piece.toJson()));
        log.ifPresent(piece -> out.set("log", piece.toJson()));
        response.ifPresent(piece -> out.set("response", piece.toJson()));
        out.set("calls", transcript.keptToJson());
        return out;
    }

    /** Adds it to the receipt's document. */
    void addTo(ObjectNode receipt) {
        receipt.set("layers", layersToJson());
        receipt.set("calls", transcript.toJson());
        receipt.set("kept", keptToJson());
    }

    /** Reads it and holds every part against the digest in the statement; what does not fit was changed. */
    static Content read(Fields receipt, ReceiptPredicate statement) {
        Fields kept = receipt.object("kept");
        Content content = new Content(
                new Effective(receipt.objects("layers", MOST_LAYERS).stream()
                        .map(Capabilities::fromJson)
                        .toList()),
                Transcript.read(receipt.objects("calls", Transcript.MOST), kept.objects("calls", Transcript.MOST)),
                kept.optionalObject("request").map(piece -> Piece.fromJson(piece, true)),
                kept.optionalObject("log").map(piece -> Piece.fromJson(piece, true)),
                kept.optionalObject("response").map(piece -> Piece.fromJson(piece, false)));
        kept.end();
        require("layers", content.layers(), Optional.of(statement.layers()));
        require("calls", content.transcript.digest(), Optional.of(statement.transcript()));
        content.request.ifPresent(piece -> require("kept.request", piece.digest(), Optional.of(statement.request())));
        content.log.ifPresent(piece -> require("kept.log", piece.digest(), Optional.of(statement.log())));
        content.response.ifPresent(piece -> require("kept.response", piece.digest(), statement.response()));
        return content;
    }

    private static void require(String what, Digest found, Optional<Digest> signed) {
        if (!Optional.of(found).equals(signed)) {
            throw new InvalidValueException(
                    "receipt." + what,
                    "it has the digest " + found + ", and the statement names "
                            + signed.map(Digest::toString).orElse("none") + ": it was changed");
        }
    }
}
