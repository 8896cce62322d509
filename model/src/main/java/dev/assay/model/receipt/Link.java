package dev.assay.model.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a runtime's chain of receipts.
 *
 * @param sequence from 1
 * @param digest that of the bundle of the receipt's statement
 */
public record Link(long sequence, Digest digest) {
    public Link {
        if (sequence < 1 || sequence > Json.LARGEST_INTEGER) {
            throw new InvalidValueException("sequence", String.valueOf(sequence), "a number from 1");
        }
    }

    public ObjectNode toJson() {
        return Json.object().put("sequence", sequence).put("digest", digest.toString());
    }

    public static Link fromJson(Fields fields) {
        Link link =
                new Link(fields.integer("sequence", 1, Json.LARGEST_INTEGER), fields.value("digest", Digest::parse));
        fields.end();
        return link;
    }

    @Override
    public String toString() {
        return sequence + " " + digest;
    }
}
