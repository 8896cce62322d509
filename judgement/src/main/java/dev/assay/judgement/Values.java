package dev.assay.judgement;

import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** JSON as CEL has it. */
final class Values {
    /** Characters and values of one record's input: a policy that looks at all of it is within its budget. */
    static final int LARGEST = 256 << 10;

    private int left;

    private Values(int left) {
        this.left = left;
    }

    /** It is larger than {@link #LARGEST}. */
    static final class TooLargeException extends Exception {
        TooLargeException() {
            super("it has more than " + LARGEST + " characters and values", null, false, false);
        }
    }

    static Object of(JsonNode node) throws TooLargeException {
        return new Values(LARGEST).value(node);
    }

    private Object value(JsonNode node) throws TooLargeException {
        spend(1);
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                spend(entry.getKey().length());
                map.put(entry.getKey(), value(entry.getValue()));
            }
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : node) {
                list.add(value(element));
            }
            return list;
        }
        if (node.isString()) {
            spend(node.stringValue().length());
            return node.stringValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : node.doubleValue();
        }
        return NullValue.NULL_VALUE;
    }

    private void spend(int cost) throws TooLargeException {
        left -= cost;
        if (left < 0) {
            throw new TooLargeException();
        }
    }
}
