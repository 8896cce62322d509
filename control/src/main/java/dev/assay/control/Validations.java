package dev.assay.control;

import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Version;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.trust.Bundle;
import dev.assay.trust.Compatibility;
import dev.assay.trust.Decision;
import dev.assay.trust.Signer;
import dev.assay.trust.VerificationSummary;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Validation &amp; Security Service: says of a module, for a runtime that need not be ours, whether it may be loaded,
 * with every reason why not, signed. It decides as our own runtimes do, by the same rooms.
 */
final class Validations {
    private static final int MOST_MODULE_BYTES = 16 << 20;

    private final Registries registries;
    private final Admissions admissions;
    private final Identity identity;
    private final Clock clock;

    Validations(Registries registries, Admissions admissions, Identity identity, Clock clock) {
        this.registries = registries;
        this.admissions = admissions;
        this.identity = identity;
        this.clock = clock;
    }

    /** What is asked. */
    private record Question(Digest module, RuntimeProfile profile, Capabilities grants) {
        static Question fromJson(Fields fields) {
            Digest module = fields.optionalValue("digest", Digest::parse)
                    .orElseGet(() -> Digest.of(bytes(fields.text("bytes"))));
            return new Question(
                    module,
                    RuntimeProfile.fromJson(fields.object("profile")),
                    fields.optionalObject("grants").map(Capabilities::fromJson).orElse(Capabilities.NONE));
        }

        private static byte[] bytes(String base64) {
            try {
                byte[] bytes = Base64.getDecoder().decode(base64);
                if (bytes.length <= MOST_MODULE_BYTES) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                // Told below.
            }
            throw new InvalidValueException("$.bytes", "it must be base64 of at most 16 MiB");
        }
    }

    Reply validate(Call call) {
        Fields fields = call.fields();
        Question question = Question.fromJson(fields);
        Index index = registries.index();
        Optional<PluginName> plugin = fields.optionalValue("plugin", PluginName::parse);
        Optional<Version> version = fields.optionalValue("version", Version::parse);
        List<Entry> entries = (plugin.isPresent() ? List.of(plugin.get()) : index.plugins())
                .stream()
                        .flatMap(name -> index.releases(name).stream())
                        .filter(entry -> version.isEmpty() || entry.version().equals(version.get()))
                        .filter(entry -> entry.variantOf(question.module()).isPresent())
                        .toList();
        if (entries.size() > 1) {
            return Problem.of(
                    422,
                    "ambiguous",
                    "Several releases hold the module " + question.module() + ". Name the plugin and version too");
        }
        return entries.isEmpty() ? unlisted(question) : decide(question, index, entries.getFirst());
    }

    private Reply decide(Question question, Index index, Entry entry) {
        Release release = Resolver.release(index, entry);
        Decision decision = admissions.decide(index, entry, release, question.module());
        List<Reason> unfit = Compatibility.check(
                Resolver.manifest(index, entry),
                release.variantOf(question.module()).orElseThrow(),
                question.grants(),
                question.profile());
        Decision whole = unfit.isEmpty() ? decision : refused(decision, unfit);
        List<Reason> reasons = whole instanceof Decision.Refused refused ? refused.reasons() : List.of();
        Statement summary = VerificationSummary.of(whole, release, registries.policy(), verifier(), clock.instant());
        ObjectNode out = answer(question, reasons, summary);
        out.put("release", release.digest().toString())
                .put("plugin", release.name().toString())
                .put("version", release.version().toString());
        return Answer.json(out);
    }

    private static Decision refused(Decision decision, List<Reason> unfit) {
        List<Reason> reasons = new ArrayList<>();
        if (decision instanceof Decision.Refused refused) {
            reasons.addAll(refused.reasons());
        }
        reasons.addAll(unfit);
        return new Decision.Refused(
                decision.module(), decision.release(), reasons, decision.chain(), decision.statements());
    }

    /** Absence is refusal: a module that no release of the index holds was never audited for anyone. */
    private Reply unlisted(Question question) {
        Reason reason = new Reason(
                "not-in-index",
                "no release in the registry's index holds the module " + question.module(),
                "Publish it with its statements, or ask for the very bytes that were published");
        Instant now = clock.instant();
        ObjectNode predicate = Json.object()
                .put("timeVerified", now.toString())
                .put("resourceUri", "assay:" + question.module())
                .put("slsaVersion", "1.0")
                .put("verificationResult", "FAILED");
        predicate.putObject("verifier").put("id", verifier());
        predicate
                .putObject("policy")
                .putObject("digest")
                .put("sha256", registries.policy().digest().hex());
        predicate.putArray("inputAttestations");
        predicate.putArray("verifiedLevels").add("FAILED");
        predicate.putArray("reasons").add(reason.toJson());
        Statement summary = new Statement(
                List.of(new Statement.Subject("module", question.module())),
                PredicateType.VERIFICATION_SUMMARY,
                predicate);
        return Answer.json(answer(question, List.of(reason), summary));
    }

    private ObjectNode answer(Question question, List<Reason> reasons, Statement summary) {
        ObjectNode out = Json.object()
                .put("admitted", reasons.isEmpty())
                .put("module", question.module().toString());
        ArrayNode list = out.putArray("reasons");
        reasons.forEach(reason -> list.add(reason.toJson()));
        byte[] bundle = Signer.sign(bound(summary, question), identity.key()).bytes();
        out.set("summary", Json.read(bundle, Bundle.MOST_BYTES));
        return out;
    }

    /** The decision holds for this profile and these grants alone, so the signature covers them too. */
    private static Statement bound(Statement summary, Question question) {
        ObjectNode predicate = summary.predicate().asObject().deepCopy();
        predicate.set("profile", question.profile().toJson());
        predicate.set("grants", question.grants().toJson());
        return new Statement(summary.subjects(), summary.predicateType(), predicate);
    }

    private String verifier() {
        return "urn:assay:control:"
                + Digest.of(Base64.getDecoder().decode(identity.hint())).brief();
    }
}
