package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** What {@code --help} says of each command. */
class HelpTest {
    /** The list of commands shows the first line of each and nothing after it. */
    @Test
    void the_first_line_about_a_command_is_a_whole_sentence() {
        List<Command> commands = new ClassFileImporter()
                .importPackages("dev.assay.cli").stream()
                        .map(JavaClass::reflect)
                        .flatMap(type -> Stream.<AnnotatedElement>concat(
                                Stream.of(type), Arrays.stream(type.getDeclaredMethods())))
                        .map(element -> element.getAnnotation(Command.class))
                        .filter(command -> command != null && !command.name().isEmpty())
                        .toList();

        assertThat(commands)
                .hasSizeGreaterThan(40)
                .allSatisfy(command -> assertThat(command.description())
                        .as(command.name())
                        .isNotEmpty()
                        .satisfies(description -> assertThat(description[0]).endsWith(".")));
    }
}
