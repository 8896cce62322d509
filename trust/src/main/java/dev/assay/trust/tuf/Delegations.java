package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whom a targets role trusts for other paths (section 4.5): named roles, or bins by hash. */
public sealed interface Delegations {
    /** The roles that are trusted for this path, in the order to ask them. */
    List<Delegation> covering(String path);

    /** Who signs the role of this name, if it is one of these. */
    Optional<Quorum> quorum(String role);

    ObjectNode toJson();

    /** Roles by name, in the order to ask them. */
    record Named(List<Delegation> roles) implements Delegations {
        public Named {
            Set<String> names = new HashSet<>();
            for (Delegation role : roles) {
                if (!names.add(role.name())) {
                    throw new InvalidValueException("delegations.roles", role.name(), "each name once");
                }
            }
            roles = List.copyOf(roles);
        }

        @Override
        public List<Delegation> covering(String path) {
            return roles.stream().filter(role -> role.scope().covers(path)).toList();
        }

        @Override
        public Optional<Quorum> quorum(String role) {
            return roles.stream()
                    .filter(each -> each.name().equals(role))
                    .map(Delegation::quorum)
                    .findFirst();
        }

        /** The same with other keys for one of them. */
        public Named with(String role, Quorum quorum) {
            return new Named(roles.stream()
                    .map(each -> each.name().equals(role)
                            ? new Delegation(role, quorum, each.terminating(), each.scope())
                            : each)
                    .toList());
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode json = Json.object();
            ObjectNode keys = json.putObject("keys");
            ArrayNode listed = json.putArray("roles");
            for (Delegation role : roles) {
                role.quorum().keys().forEach((id, key) -> keys.set(id, key.toJson()));
                listed.add(role.toJson());
            }
            return json;
        }
    }

    /**
     * 2 to the power of {@code bits} terminating roles with the same keys; a path belongs to the bin that the first bits of
     * its SHA-256 number ({@code succinct_roles}).
     *
     * @param bits 1 to 32
     * @param prefix what the names of the bins begin with
     */
    record Bins(Quorum quorum, int bits, String prefix) implements Delegations {
        public Bins {
            if (bits < 1 || bits > 32) {
                throw new InvalidValueException("bit_length", Integer.toString(bits), "1 to 32");
            }
            Delegation.requireName(prefix + "-00000000");
        }

        /** How many there are. */
        public long count() {
            return 1L << bits;
        }

        /** The name of a bin: its number in hexadecimal, as many digits as the last one has. */
        public String name(long bin) {
            int digits = Long.toHexString(count() - 1).length();
            String number = Long.toHexString(bin);
            return prefix + "-" + "0".repeat(digits - number.length()) + number;
        }

        /** The number of the bin that a path belongs to. */
        public long bin(String path) {
            String hash = Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex();
            return Long.parseLong(hash.substring(0, 8), 16) >>> (32 - bits);
        }

        @Override
        public Optional<Quorum> quorum(String role) {
            if (!role.startsWith(prefix + "-")) {
                return Optional.empty();
            }
            String number = role.substring(prefix.length() + 1);
            return number.matches("[0-9a-f]{1,8}")
                            && Long.parseLong(number, 16) < count()
                            && name(Long.parseLong(number, 16)).equals(role)
                    ? Optional.of(quorum)
                    : Optional.empty();
        }

        @Override
        public List<Delegation> covering(String path) {
            String hash = Digest.of(path.getBytes(StandardCharsets.UTF_8)).hex();
            return List.of(Delegation.ofHashPrefixes(name(bin(path)), quorum, true, List.of(hash)));
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode json = Json.object();
            ObjectNode keys = json.putObject("keys");
            quorum.keys().forEach((id, key) -> keys.set(id, key.toJson()));
            json.set("succinct_roles", quorum.toJson().put("bit_length", bits).put("name_prefix", prefix));
            return json;
        }
    }

    static Delegations read(Fields fields) {
        Map<String, TufKey> keys = Quorum.keys(fields);
        if (fields.has("roles") == fields.has("succinct_roles")) {
            throw new InvalidValueException(fields.path(), "it must have either roles or succinct_roles");
        }
        if (fields.has("roles")) {
            return new Named(fields.objects("roles", Bounds.ROLES).stream()
                    .map(role -> Delegation.read(role, keys))
                    .toList());
        }
        Fields bins = fields.object("succinct_roles");
        return new Bins(Quorum.read(bins, keys), (int) bins.integer("bit_length", 1, 32), bins.text("name_prefix"));
    }
}
