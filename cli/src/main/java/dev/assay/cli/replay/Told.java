package dev.assay.cli.replay;

import dev.assay.cli.ExitStatus;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is told of one receipt.
 *
 * @param verdict {@code same}, {@code different}, {@code refused} or {@code incomplete}
 * @param why what is not the same, or why it is not known; empty if all is the same
 * @param signed whether the runtime's key signed it; empty where nobody said which that is
 */
record Told(
        String file,
        Optional<Receipt> receipt,
        String verdict,
        String why,
        List<String> notes,
        Optional<Boolean> signed) {
    static Told refused(String file, Optional<Receipt> receipt, String why, Optional<Boolean> signed) {
        return new Told(file, receipt, "refused", why, List.of(), signed);
    }

    static Told of(String file, Receipt receipt, Replay.Verdict verdict, Optional<Boolean> signed) {
        Optional<Receipt> of = Optional.of(receipt);
        return switch (verdict) {
            case Replay.Same same -> new Told(file, of, "same", "", same.notes(), signed);
            case Replay.Different other -> new Told(file, of, "different", other.first(), other.notes(), signed);
            case Replay.Undecided unknown -> new Told(file, of, "incomplete", unknown.why(), unknown.notes(), signed);
        };
    }

    ExitStatus status() {
        return switch (verdict) {
            case "same" -> ExitStatus.DONE;
            case "different" -> ExitStatus.FAILED;
            case "refused" -> ExitStatus.REFUSED;
            default -> ExitStatus.INCOMPLETE;
        };
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String mark = status() == ExitStatus.DONE ? "✓ " : verdict.equals("incomplete") ? "· " : "✗ ";
        String head = mark + Inert.line(file) + ": "
                + switch (verdict) {
                    case "same" -> "same bytes";
                    case "different" -> "different: ";
                    case "refused" -> "refused: ";
                    default -> "cannot be replayed: ";
                }
                + Inert.line(why);
        lines.add(head);
        receipt.ifPresent(one -> lines.add("  receipt " + one.link() + ", run "
                + one.statement().run() + " of "
                + one.statement().plugin() + " " + one.statement().version() + ", "
                + one.statement().outcome().id() + ", " + one.statement().fuel() + " fuel"));
        receipt.ifPresent(one -> lines.add(
                signed.isPresent()
                        ? "  signed by the runtime " + one.statement().runtime()
                        : "  not verified who signed it; it says: the runtime "
                                + one.statement().runtime() + " with the key "
                                + Inert.line(one.bundle().hint()) + ". Give --key"));
        notes.forEach(note -> lines.add("  " + Inert.line(note)));
        if (verdict.equals("refused")) {
            lines.subList(1, lines.size()).clear(); // nothing that it says is worth being told
        }
        return lines;
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put("file", file).put("verdict", verdict);
        if (!why.isEmpty()) {
            out.put("why", why);
        }
        receipt.ifPresent(one -> {
            out.put("sequence", one.link().sequence())
                    .put("digest", one.link().digest().toString())
                    .put("runtime", one.statement().runtime().toString())
                    .put("run", one.statement().run().toString())
                    .put("plugin", one.statement().plugin().toString())
                    .put("version", one.statement().version().toString())
                    .put("module", one.module().toString())
                    .put("outcome", one.statement().outcome().id())
                    .put("fuel", one.statement().fuel())
                    .put("replayable", one.obstacle().isEmpty());
        });
        signed.ifPresent(is -> out.put("signed", is));
        if (!notes.isEmpty()) {
            out.set("notes", Json.texts(notes));
        }
        return out;
    }
}
