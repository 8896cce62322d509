package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A repository in memory that can be made wrong in any way: its documents are JSON to change, which publishing signs with
 * whatever keys stand in {@link #signers}. It notes every request.
 */
final class World implements Transport {
    static final List<SigningKey> KEYS = java.util.stream.IntStream.range(0, 10)
            .mapToObj(i -> SigningKey.create(i % 2 == 0 ? KeyType.ED25519 : KeyType.P_256, new SecureRandom()))
            .toList();

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    Instant now = START;
    final Map<String, ObjectNode> documents = new LinkedHashMap<>();
    final Map<String, List<SigningKey>> signers = new LinkedHashMap<>();
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();
    boolean announceHashes;

    World() {
        Instant expires = START.plus(30, ChronoUnit.DAYS);
        int key = 0;
        Map<TopLevel, Quorum> quorums = new java.util.EnumMap<>(TopLevel.class);
        for (TopLevel role : TopLevel.values()) {
            signers.put(role.id(), new ArrayList<>(List.of(KEYS.get(key))));
            quorums.put(role, quorum(1, KEYS.get(key++)));
        }
        documents.put("root", Root.first(expires, quorums).toJson());
        documents.put(
                "targets", Targets.of(expires, List.of(), Optional.empty()).toJson());
        documents.put("snapshot", new Snapshot(1, expires, Map.of("targets", MetaFile.of(1))).toJson());
        documents.put("timestamp", new Timestamp(1, Optional.empty(), expires, MetaFile.of(1)).toJson());
        documents.values().forEach(each -> each.put("version", 0));
        publish("root", "targets", "snapshot", "timestamp");
    }

    static Quorum quorum(int threshold, SigningKey... keys) {
        return Quorum.of(
                threshold,
                java.util.Arrays.stream(keys).map(SigningKey::verificationKey).toList());
    }

    ObjectNode document(String role) {
        return java.util.Objects.requireNonNull(documents.get(role));
    }

    byte[] file(String name) {
        return java.util.Objects.requireNonNull(files.get(name), name);
    }

    /** Whom the newest root names for a top-level role. */
    Quorum quorumOf(String role) {
        return Metadata.root(signed(document("root"), List.of()))
                .content()
                .quorum(dev.assay.model.Word.parse(TopLevel.class, role));
    }

    /** Who signs for the role. */
    List<SigningKey> signers(String role) {
        return signers.getOrDefault(role, List.of());
    }

    /** Publishes the next version of each, in this order, and announces it. */
    World publish(String... roles) {
        for (String role : roles) {
            ObjectNode document = document(role);
            publishAs(role, document.path("version").longValue() + 1);
        }
        return this;
    }

    /** The same with this version. */
    World publishAs(String role, long version) {
        ObjectNode document = document(role).put("version", version);
        byte[] bytes = signed(document, signers(role));
        files.put(Names.metadata(role, version, !role.equals("timestamp")), bytes);
        if (role.equals("snapshot")) {
            ((ObjectNode) document("timestamp").path("meta")).set("snapshot.json", announcement(version, bytes));
        } else if (!role.equals("root") && !role.equals("timestamp")) {
            ((ObjectNode) document("snapshot").path("meta")).set(role + ".json", announcement(version, bytes));
        }
        return this;
    }

    private ObjectNode announcement(long version, byte[] bytes) {
        return (announceHashes ? MetaFile.of(version, bytes) : MetaFile.of(version)).toJson();
    }

    static byte[] signed(ObjectNode document, List<SigningKey> keys) {
        ObjectNode file = Json.object();
        var signatures = file.putArray("signatures");
        for (SigningKey key : keys) {
            signatures
                    .addObject()
                    .put("keyid", TufKey.of(key.verificationKey()).id())
                    .put("sig", HexFormat.of().formatHex(key.sign(CanonicalJson.encode(document))));
        }
        file.set("signed", document);
        return Json.pretty(file).getBytes(StandardCharsets.UTF_8);
    }

    /** Gives a top-level role this quorum, signed by all of it from now on; the root is to be published after it. */
    World keys(String role, int threshold, SigningKey... keys) {
        Quorum quorum = quorum(threshold, keys);
        quorum.keys().forEach((id, key) -> ((ObjectNode) document("root").path("keys")).set(id, key.toJson()));
        ((ObjectNode) document("root").path("roles")).set(role, quorum.toJson());
        signers.put(role, new ArrayList<>(List.of(keys)));
        return this;
    }

    /** Adds a role with an own key, which covers these patterns, to what another delegates. */
    World delegate(String delegator, String role, boolean terminating, String... patterns) {
        SigningKey key = KEYS.get(4 + documents.size() % 6);
        Delegation delegation = Delegation.ofPaths(role, quorum(1, key), terminating, List.of(patterns));
        ObjectNode delegations = document(delegator).has("delegations")
                ? (ObjectNode) document(delegator).path("delegations")
                : document(delegator).putObject("delegations");
        if (!delegations.has("roles")) {
            delegations.putObject("keys");
            delegations.putArray("roles");
        }
        if (documents.containsKey(role)) {
            // A second delegator of the same role trusts the same key.
            key = java.util.Objects.requireNonNull(signers.get(role)).getFirst();
            delegation = Delegation.ofPaths(role, quorum(1, key), terminating, List.of(patterns));
        } else {
            documents.put(
                    role,
                    Targets.of(START.plus(30, ChronoUnit.DAYS), List.of(), Optional.empty())
                            .toJson()
                            .put("version", 0));
            signers.put(role, new ArrayList<>(List.of(key)));
        }
        delegation
                .quorum()
                .keys()
                .forEach((id, each) -> ((ObjectNode) delegations.path("keys")).set(id, each.toJson()));
        delegations.withArray("roles").add(delegation.toJson());
        return this;
    }

    World add(String role, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TargetFile file = TargetFile.of(path, bytes);
        ((ObjectNode) document(role).path("targets")).set(path, file.toJson());
        files.put(file.location(true), bytes);
        return this;
    }

    /** As a repository that lost a file. */
    World withhold(String path) {
        assertThat(files.remove(path)).isNotNull();
        return this;
    }

    World expire(String role, long days) {
        document(role).put("expires", START.plus(days, ChronoUnit.DAYS).toString());
        return this;
    }

    /** A client that trusts the first root. */
    TufClient client(Path folder) {
        new TufStore(folder).initialize(java.util.Objects.requireNonNull(files.get("1.root.json")));
        return clientOf(folder);
    }

    /** A client of a folder that is there already. */
    TufClient clientOf(Path folder) {
        return new TufClient(new TufStore(folder), this, new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    /** What was asked for since the last call. */
    List<String> asked() {
        List<String> asked = List.copyOf(requests);
        requests.clear();
        return asked;
    }

    @Override
    public Optional<byte[]> fetch(String path, int most) {
        requests.add(path);
        byte[] bytes = files.get(path);
        if (bytes != null && bytes.length > most) {
            throw Transport.tooLong(path, most);
        }
        return Optional.ofNullable(bytes);
    }
}
