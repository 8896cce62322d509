package dev.assay.cli.run;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.sandbox.Observer;
import dev.assay.sandbox.Profile;
import dev.assay.sandbox.host.CapabilityRequest;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Prints what a run asks and logs while it goes on, a line each; all of it is the plugin's, so all of it is inert. */
final class Trace implements Observer {
    private static final int SHOWN = 4_000;

    private final PrintStream out;
    private final boolean whole;
    private final boolean profiles;
    private Optional<Profile> profile = Optional.empty();

    /** {@code whole}: with requests and answers. */
    Trace(PrintStream out, boolean whole, boolean profiles) {
        this.out = out;
        this.whole = whole;
        this.profiles = profiles;
    }

    @Override
    public void called(HostCall call, Duration took) {
        out.printf(Locale.ROOT, "%9.2f ms  %s  %s%n", took.toNanos() / 1e6, describe(call), answer(call.answer()));
        if (whole) {
            out.println("              → " + text(call.request()));
            out.println("              ← " + text(call.answer()));
        }
    }

    private static String describe(HostCall call) {
        try {
            return CapabilityRequest.read(call.capability(), call.request()).describe();
        } catch (ModelException e) {
            return Inert.line(call.capability(), 40);
        }
    }

    /** What kind of answer it was; its content may be long. */
    private static String answer(byte[] answer) {
        JsonNode json;
        try {
            json = Json.read(answer, answer.length);
        } catch (ModelException e) {
            return "(" + answer.length + " bytes)";
        }
        JsonNode error = json.path("error");
        return error.isMissingNode()
                ? "ok, " + answer.length + " bytes"
                : Inert.line(
                        error.path("code").asString("") + ": "
                                + error.path("message").asString(""),
                        300);
    }

    private static String text(byte[] json) {
        return Inert.line(new String(json, StandardCharsets.UTF_8), SHOWN);
    }

    @Override
    public void logged(LogLine line) {
        out.println("              " + line.level().id() + ": " + line.message());
    }

    @Override
    public boolean wantsProfile() {
        return profiles;
    }

    @Override
    public void profiled(Profile told) {
        profile = Optional.of(told);
    }

    /** Empty where none was asked for, or the worker was killed before it could tell. */
    Optional<Profile> profile() {
        return profile;
    }
}
