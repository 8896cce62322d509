import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.attack.Attack;
import dev.assay.sandbox.attack.Attacks;
import dev.assay.sandbox.attack.Memory;
import dev.assay.sandbox.attack.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code TIMES}: prints what bench/attacks says. Status 1 if an attack ended as what it is not. */
final class AttacksBench {
    private static final Limits BRIEF = new Limits(64L << 20, Duration.ofMillis(700), 1L << 40, 4L << 20);
    private static final Duration GOAL = Duration.ofMillis(50);

    /** The worst of several runs. */
    private record Figure(Attack attack, double overtime, double millis, double allocated) {}

    public static void main(String[] arguments) throws Exception {
        int times = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("attacks");
        List<Figure> figures = new ArrayList<>();
        boolean wrong = false;
        try (Stage stage = new Stage(folder)) {
            stage.honest();
            stage.keepWorkersReady();
            long before = Memory.live();
            for (Attack attack : Stream.of(Attacks.PLUGINS, Attacks.WORKERS).flatMap(List::stream).toList()) {
                double millis = 0;
                double allocated = 0;
                for (int i = -1; i < times; i++) { // the first warms this process up
                    Thread.sleep(500); // what is started in place of the worker that was taken takes a processor
                    long bytes = Memory.allocatedByThisThread();
                    Run run = stage.runReady(attack, BRIEF);
                    bytes = Memory.allocatedByThisThread() - bytes;
                    if (run.outcome() != attack.outcome() && run.outcome() != Outcome.DEADLINE) {
                        System.out.println(attack.name() + " ended as " + run.outcome() + ": " + run.detail());
                        wrong = true;
                    }
                    if (i >= 0) {
                        millis = Math.max(millis, run.duration().toNanos() / 1e6);
                        allocated = Math.max(allocated, bytes / 1048576.0);
                    }
                }
                figures.add(new Figure(attack, millis - BRIEF.time().toMillis(), millis, allocated));
            }
            long kept = Memory.live() - before;
            figures.forEach(AttacksBench::print);
            List<Figure> late = figures.stream().filter(figure -> figure.overtime() > 0).toList();
            System.out.printf(
                    "%d attacks, %d times each: %d reached their deadline, the latest had ended %.1f ms after it"
                            + " (goal: %d); the most that one made its parent allocate is %.0f MiB; kept after all: %.1f MiB%n",
                    figures.size(), times, late.size(),
                    late.stream().mapToDouble(Figure::overtime).max().orElse(0), GOAL.toMillis(),
                    figures.stream().mapToDouble(Figure::allocated).max().orElse(0), kept / 1048576.0);
        } finally {
            delete(folder);
        }
        System.exit(wrong ? 1 : 0);
    }

    private static void print(Figure figure) {
        System.out.printf("%-55s %-10s %7.1f ms %+7.1f %6.1f MiB%n", figure.attack().name(), figure.attack().outcome().id(),
                figure.millis(), figure.overtime(), figure.allocated());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
