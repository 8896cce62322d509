package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** What {@code --help} says of each command. */
class HelpTest {
    /** The list of commands shows the first line of each and nothing after it. */
    @Test
    void the_first_line_about_a_command_is_a_whole_sentence() {
        List<Command> commands = new ArrayList<>();
        Assay.COMMANDS.forEach(type -> add(type, commands));

        assertThat(commands)
                .hasSizeGreaterThan(40)
                .allSatisfy(command -> assertThat(command.description())
                        .as(command.name())
                        .isNotEmpty()
                        .satisfies(description -> assertThat(description[0]).endsWith(".")));
    }

    private static void add(Class<?> type, List<Command> commands) {
        Command command = type.getAnnotation(Command.class);
        commands.add(command);
        Stream.of(command.subcommands()).forEach(each -> add(each, commands));
        Stream.of(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Command.class))
                .forEach(method -> commands.add(method.getAnnotation(Command.class)));
    }
}
