import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code CORPUS CLASS...}: of each test class that has them, prints the fuzzer's targets as lines {@code class method}, and writes what
 * a target starts from, which is what every build replays, into a folder of its name beneath the corpus.
 */
final class FuzzTargets {
    private static final String FUZZ_TEST = "com.code_intelligence.jazzer.junit.FuzzTest";

    private FuzzTargets() {}

    public static void main(String[] arguments) throws Exception {
        Path corpus = Path.of(arguments[0]);
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            Class<?> type = Class.forName(name);
            List<Method> targets = Arrays.stream(type.getDeclaredMethods())
                    .filter(FuzzTargets::isTarget)
                    .sorted(Comparator.comparing(Method::getName))
                    .toList();
            for (Method target : targets) {
                write(corpus.resolve(target.getName()), seeds(type, target));
                System.out.println(name + " " + target.getName());
            }
        }
    }

    private static boolean isTarget(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals(FUZZ_TEST));
    }

    private static Stream<?> seeds(Class<?> type, Method target) throws ReflectiveOperationException {
        String source = target.getAnnotation(MethodSource.class).value()[0];
        int at = source.indexOf('#');
        Method seeds = (at < 0 ? type : Class.forName(source.substring(0, at)))
                .getDeclaredMethod(source.substring(at + 1));
        seeds.setAccessible(true);
        return (Stream<?>) seeds.invoke(null);
    }

    private static void write(Path folder, Stream<?> seeds) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (Object seed : seeds.toList()) {
            Files.write(folder.resolve("seed-" + number++), (byte[]) ((Arguments) seed).get()[0]);
        }
    }
}
