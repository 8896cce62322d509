package dev.assay.github.gate;

import dev.assay.github.CommitId;
import dev.assay.github.GitHubException;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the judge found in the bytes that a run left. The judge executes hostile modules and holds no right; the reporter
 * holds rights and reads this, bounded and strict, and nothing else of the judge.
 *
 * @param run whose artifacts were judged
 * @param head the commit that the run was for, as the event said it
 */
public record Judgement(long run, CommitId head, List<Judged> releases) {
    /** Larger than any judgement. */
    public static final int MOST_BYTES = 256 << 10;

    private static final int MOST_RELEASES = 256;
    private static final String NOUN = "assay.judgement";
    private static final int FORMAT = 1;

    public Judgement {
        releases = List.copyOf(releases);
    }

    /** The worst of the releases'; {@link State#NOTHING} without any. */
    public State state() {
        State state = State.NOTHING;
        for (Judged one : releases) {
            state = state.or(State.of(one));
        }
        return state;
    }

    /** As JSON of at most {@link #MOST_BYTES}; findings are left out, the mildest first, until it fits. */
    public byte[] bytes() {
        for (int kept = Judged.MOST_FINDINGS; ; kept = kept * 2 / 3) {
            byte[] bytes = Json.pretty(toJson(kept)).getBytes(StandardCharsets.UTF_8);
            if (bytes.length <= MOST_BYTES) {
                return bytes;
            }
            if (kept == 0) {
                throw new GitHubException(
                        releases.size() + " releases are more than one judgement holds. Change fewer plugins at once");
            }
        }
    }

    private ObjectNode toJson(int findings) {
        ObjectNode out = Json.document(NOUN, FORMAT).put("run", run).put("head", head.hex());
        ArrayNode list = out.putArray("releases");
        for (Judged one : releases) {
            ObjectNode json = one.toJson();
            ArrayNode all = (ArrayNode) json.path("findings");
            while (all.size() > findings) {
                all.remove(all.size() - 1);
            }
            list.add(json);
        }
        return out;
    }

    /** Reads one that another job wrote. */
    public static Judgement read(byte[] bytes) {
        try {
            Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "judgement");
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            fields.text("format");
            Judgement judgement = new Judgement(
                    fields.integer("run", 1, Json.LARGEST_INTEGER),
                    fields.value("head", CommitId::parse),
                    fields.objects("releases", MOST_RELEASES).stream()
                            .map(Judged::read)
                            .toList());
            fields.end();
            return judgement;
        } catch (InvalidValueException e) {
            throw new GitHubException(
                    "the judgement cannot be read: " + Inert.line(String.valueOf(e.getMessage()), 300), e);
        }
    }
}
