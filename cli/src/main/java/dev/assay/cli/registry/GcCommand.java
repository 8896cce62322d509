package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.registry.Publisher;
import dev.assay.registry.upkeep.Sweep;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Removes what no index of a registry reaches any more. */
@Command(
        name = "gc",
        description = {
            "Remove from a registry's directory what its index reaches no more.",
            "That is earlier states of the index, and what was written and never published. Nothing that is published goes,",
            "yanked and revoked releases stay, roots stay.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry gc registry --trust trust.yaml --older 30d --dry-run",
        })
final class GcCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "DIRECTORY", description = "The registry's directory.")
    private Path directory = Path.of("");

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(
            names = "--older",
            paramLabel = "DURATION",
            converter = Age.class,
            description =
                    "Only what was neither current nor written within this time, such as 36h or 30d (default: 7d)."
                            + " Readers that refresh seldom, or go on offline, may still want it.")
    private Duration older = Duration.ofDays(7);

    @Option(names = "--dry-run", description = "Say what would be removed, and remove nothing.")
    private boolean dry;

    GcCommand(Console console) {
        this.console = console;
    }

    /** Days, hours, minutes or seconds. */
    static final class Age implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([dhms])");

        @Override
        public Duration convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' is no time. Give days, hours or minutes, such as 7d");
            }
            int number = Integer.parseInt(matcher.group(1));
            return switch (matcher.group(2)) {
                case "d" -> Duration.ofDays(number);
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }

    @Override
    public Integer call() {
        Sweep.Swept swept;
        try (ProgressLine line = new ProgressLine(console)) {
            swept = Sweep.of(
                    directory, Publisher.anchor(TrustPolicy.read(trust)), older, dry, Clock.systemUTC(), line::plugins);
        }
        console.out()
                .println((dry ? "Would remove " : "Removed ") + swept.removed().files() + " files, "
                        + swept.removed().bytes() + " bytes; " + swept.kept().files()
                        + " that the index does not reach are newer and stay.");
        return ExitStatus.DONE.code();
    }
}
