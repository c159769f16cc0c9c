package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line means. */
class CommandLineTest {

    @TempDir
    private Path directory;

    @Test
    void theHooksOfWebAreExemptIfNothingElseIsSaid() {
        assertThat(CommandLine.of("--adapter", "jetty").properties())
                .containsOnlyKeys("tallystick.exempt")
                .containsValue("/web/hooks/**");
        assertThat(CommandLine.of("--adapter", "jetty", "-p", "tallystick.exempt=")
                        .properties())
                .containsValue("");
    }

    @Test
    void anOptionStandsAboveTheFileAndTheLastOfSeveralStands() throws IOException {
        Path file = Files.writeString(
                directory.resolve("x"),
                "tallystick.mode=strict\ntallystick.mode=origin-only\ntallystick.otherwise=none");

        assertThat(CommandLine.of("--adapter", "jetty", "--config", file.toString())
                        .properties())
                .containsEntry("tallystick.mode", "origin-only")
                .containsEntry("tallystick.otherwise", "none");
        assertThat(CommandLine.of(
                                "-p",
                                "tallystick.mode=a",
                                "--adapter=jetty",
                                "--config=" + file,
                                "-p",
                                "tallystick.mode=b=c")
                        .properties())
                .containsEntry("tallystick.mode", "b=c")
                .containsEntry("tallystick.otherwise", "none");
    }

    @ParameterizedTest
    @CsvSource({"--rehearse, REHEARSE", "--adapter jetty --rehearse, REHEARSE"})
    void anythingElseThanAStartStartsNothing(String arguments, CommandLine.Task task) {
        CommandLine command = CommandLine.of(arguments.split(" "));

        assertThat(command.task()).isEqualTo(task);
        assertThat(command.adapter()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                     | --adapter NAME",
                "--adapter                            | --adapter needs a value",
                "--adapter jetty --port               | --port needs a value",
                "--adapter jetty --port -1            | --port '-1'",
                "--adapter jetty --port 65536         | --port '65536'",
                "--adapter jetty --port http          | --port 'http'",
                "--adapter jetty -p                   | -p needs a value",
                "--adapter jetty -p tallystick.mode   | -p 'tallystick.mode' is no KEY=VALUE",
                "--adapter jetty -p =strict           | -p '=strict' is no KEY=VALUE",
                "--adapter jetty -p mode=strict       | mode: there is no such key",
                "--adapter jetty --config /no/such    | --config '/no/such': there is no such file",
                "--adapter jetty --config /           | --config '/' can't be read",
                "--adapter jetty --verbose            | unknown option '--verbose'",
                "--adapter jetty extra                | unknown option 'extra'",
            })
    void whatIsNotUnderstoodIsNamed(String arguments, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.of(arguments == null ? new String[0] : arguments.split(" ")))
                .withMessageContaining(said);
    }

    @Test
    void aFileThatIsNoPropertiesFileIsNamed() throws IOException {
        Path escape = Files.writeString(directory.resolve("escape"), "tallystick.mode=\\u12");
        Path octets = Files.write(directory.resolve("octets"), new byte[] {'x', '=', (byte) 0xff});

        for (Path file : new Path[] {escape, octets}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CommandLine.of("--adapter", "jetty", "--config", file.toString()))
                    .withMessageContaining(file.toString());
        }
    }
}
