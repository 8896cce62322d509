package dev.assay.control;

import dev.assay.control.console.Console;
import dev.assay.control.console.Door;
import dev.assay.control.console.Events;
import dev.assay.control.database.Database;
import dev.assay.control.database.DatabaseUrl;
import dev.assay.control.database.EmbeddedPostgres;
import dev.assay.control.http.Api;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Handler;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Request;
import dev.assay.control.http.TlsFiles;
import dev.assay.control.http.Web;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The Configuration Service: says which plugins each runtime must run, and shows what is really running. {@link #start}
 * wires its parts; {@link #close} stops them, the embedded database last. Thread-safe.
 */
public final class ConfigurationService implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private Optional<String> firstPassword = Optional.empty();

    private ConfigurationService() {}

    /**
     * Starts the service, and returns when it answers.
     *
     * @throws ControlException with what failed, on what, and what to do; nothing is left running then
     */
    public static ConfigurationService start(Settings settings) {
        ConfigurationService service = new ConfigurationService();
        try {
            service.wire(settings);
            return service;
        } catch (RuntimeException e) {
            try {
                service.close();
            } catch (ControlException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Where it is reached. */
    public URI uri() {
        return address.join();
    }

    /** The name of the administrator made at the first start. */
    public String administrator() {
        return Accounts.ADMINISTRATOR;
    }

    /** The administrator's password, at the first start only: it is kept nowhere. */
    public Optional<String> firstPassword() {
        return firstPassword;
    }

    /** Stops serving, then the embedded database if there is one. May be called twice. */
    @Override
    public void close() {
        Exception problem = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                problem = e; // The others are stopped all the same.
            }
        }
        if (problem != null) {
            throw new ControlException(
                    "The service did not stop as it should",
                    String.valueOf(problem.getMessage()),
                    "Look for what still runs",
                    problem);
        }
    }

    private void wire(Settings settings) {
        TlsFiles tls = settings.tlsChain == null || settings.tlsKey == null
                ? null
                : new TlsFiles(settings.tlsChain, settings.tlsKey);
        InetSocketAddress listen = Listen.parse(settings.listen, tls != null || settings.plainTextAllowed);
        // What is stored has milliseconds; so has what is shown before it is stored.
        Clock clock = Clock.tick(settings.clock, Duration.ofMillis(1));
        // A database of yours first, an own one before the keys: a start that fails for want of one leaves no file.
        Optional<Database> yours = settings.databaseUrl == null
                ? Optional.empty()
                : Optional.of(
                        opened(Database.open(DatabaseUrl.parse(settings.databaseUrl, settings.databasePassword))));
        Path data = DataDirectory.prepare(settings.data);
        Registries registries = Registries.open(settings.registry, settings.trust, data.resolve("registry"), clock);
        Database database = yours.orElseGet(() -> opened(Database.open(embedded(settings, data))));
        Identity identity = Identity.in(data, settings.random);

        AuditLog log = new AuditLog(database, clock);
        Tokens tokens = new Tokens(database, clock, settings.random);
        Accounts accounts = new Accounts(database, new Passwords(settings.random), log, clock);
        Sessions sessions = new Sessions(database, accounts, tokens, new LoginDelay(clock));
        Fleet fleet = new Fleet(database, clock);

        Api api = new Api(
                handlers(database, registries, identity, log, tokens, accounts, sessions, fleet, clock),
                tokens::caller);
        Console console =
                new Console(door(sessions, tokens), fleet::view, new Events(database.changes())::stream, tls != null);
        Hosts hosts = Hosts.of(listen, settings.publicUri);
        Web web = opened(Web.start(listen, tls, request -> route(request, hosts, api, console)));
        // Only now, so that a password is never made that nobody gets to see.
        firstPassword = accounts.first();
        parts.push(database.changes()); // First of all: who waits for news is let go, so that serving can end.
        address.complete(settings.publicUri == null ? web.uri() : settings.publicUri);
    }

    private DatabaseUrl embedded(Settings settings, Path data) {
        return opened(EmbeddedPostgres.start(data.resolve("postgres"), settings.random))
                .url();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static Reply route(Request request, Hosts hosts, Api api, Console console) {
        if (!hosts.include(request.header("Host").orElse(""))) {
            return Reply.Problem.of(
                    421,
                    "host",
                    "This service is not reached by that name. Use its address, or start it with its name");
        }
        return request.path().startsWith("/api/") || request.path().startsWith("/health/")
                ? api.handle(request)
                : console.handle(request);
    }

    private Map<String, Handler> handlers(
            Database database,
            Registries registries,
            Identity identity,
            AuditLog log,
            Tokens tokens,
            Accounts accounts,
            Sessions sessions,
            Fleet fleet,
            Clock clock) {
        Supplier<URI> uri = this::uri;
        Revisions revisions = new Revisions(database, log, clock);
        Resolver resolver = new Resolver(registries);
        Admissions admissions = new Admissions(registries, clock);
        Requirements requirements = new Requirements(database, resolver, revisions, log, clock);
        Enrolments enrolments = new Enrolments(database, tokens, identity, revisions, log, uri, clock);
        Reports reports = new Reports(database, revisions, clock);
        Health health = new Health(database, registries);
        Runtimes runtimes = new Runtimes(database, clock);
        Results results = new Results(database);
        Map<String, Handler> handlers = new HashMap<>();
        handlers.put("live", health::live);
        handlers.put("ready", health::ready);
        handlers.put("key", identity::show);
        handlers.put("login", sessions::login);
        handlers.put("logout", sessions::logout);
        handlers.put("listAccounts", accounts::list);
        handlers.put("createAccount", accounts::create);
        handlers.put("listRegistries", registries::list);
        handlers.put("listReleases", registries::releases);
        handlers.put("listRuntimes", runtimes::list);
        handlers.put("getRuntime", runtimes::get);
        handlers.put("createEnrolmentToken", enrolments::createToken);
        handlers.put("enrol", enrolments::enrol);
        handlers.put("token", enrolments::token);
        handlers.put("listRequirements", requirements::list);
        handlers.put("createRequirement", requirements::create);
        handlers.put("getRequirement", requirements::get);
        handlers.put("replaceRequirement", requirements::replace);
        handlers.put("deleteRequirement", requirements::delete);
        handlers.put("previewRequirement", new Preview(database, resolver, admissions, clock)::preview);
        handlers.put("listRevisions", revisions::list);
        handlers.put("getRevision", revisions::get);
        handlers.put("desiredState", new DesiredStates(database, identity, clock)::get);
        handlers.put("reportStatus", reports::status);
        handlers.put("reportResults", reports::results);
        handlers.put("listResults", results::list);
        handlers.put("getResult", results::get);
        handlers.put("validate", new Validations(registries, admissions, identity, clock)::validate);
        handlers.put("fleet", fleet::get);
        handlers.put("listAuditLog", log::list);
        handlers.put("verifyAuditLog", log::verify);
        return handlers;
    }

    private static Door door(Sessions sessions, Tokens tokens) {
        return new Door() {
            @Override
            public Entry enter(String name, String password, String peer) {
                return switch (sessions.login(name, password, peer, Tokens.Kind.CONSOLE)) {
                    case Sessions.Login.Made made -> new Entry.In(made.session().token(), Sessions.LIFETIME);
                    case Sessions.Login.Wrong wrong -> new Entry.Out("The name or the password is wrong.");
                };
            }

            @Override
            public Optional<String> visitor(String session) {
                return tokens.visitor(session).map(Caller.Person::name);
            }

            @Override
            public void leave(String session) {
                tokens.end(Tokens.digest(session));
            }
        };
    }
}
