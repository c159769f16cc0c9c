package dev.tallystick.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** How the program that starts it all says that it can't. */
class BankCommandTest {

    private record Ended(int status, String out, String err) {}

    /** On free ports and in memory, but for what is given. */
    private static Ended bank(String... given) {
        List<String> args = new ArrayList<>(List.of(given));
        for (String option : List.of("--port=0", "--attacker-port=0", "--db=" + TestBank.database())) {
            String name = option.substring(0, option.indexOf('=') + 1);
            if (args.stream().noneMatch(arg -> arg.startsWith(name))) {
                args.add(option);
            }
        }
        return run(args.toArray(String[]::new));
    }

    private static Ended run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Bank.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Ended(command.execute(args), out.toString(), err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port|x|Invalid value for option '--port'",
                "--port|70000|--port 70000 is no port",
                "--attacker-port|-1|--attacker-port -1 is no port",
                "--same-site|None|--same-site 'None' is unknown: write none, lax, strict or unset",
                "--nonsense|1|Unknown option",
                "--config|/nowhere/at/all.properties|--config: there is no file /nowhere/at/all.properties",
            })
    void refusesWrongUsage(String option, String value, String message) {
        Ended ended = bank(option + "=" + value);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).startsWith("bank: ").contains(message);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tallystick.mod=strict         | there is no such key; did you mean tallystick.mode?",
                "tallystick.mode=lenient       | lenient",
                "tallystick.otherwise=deny     | would close the bank's start page",
                "tallystick.mounts=/web        | has no protection: write /path=csrf",
                "tallystick.jwt.issuer=        | tallystick.jwt.",
            })
    void refusesAConfigurationThatSaysNothing(String line, String message, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("bank.properties"), line);
        Ended ended = bank("--config=" + file);
        assertThat(ended.status()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err().lines()).hasSize(2).first().asString().contains(message);
    }

    @ParameterizedTest
    @CsvSource({"--port", "--attacker-port"})
    void aPortInUseIsOneClearLine(String option) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = bank(option + "=" + taken.getLocalPort());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err())
                    .isEqualTo("bank: port " + taken.getLocalPort()
                            + " on 127.0.0.1 is in use: stop what listens there, or choose another with " + option
                            + System.lineSeparator());
        }
    }

    @ParameterizedTest
    @CsvSource({"jdbc:nothing:x", "jdbc:h2:file:/proc/no/such/place", "nonsense"})
    void aDatabaseThatCanNotBeUsedIsOneClearLine(String url) {
        Ended ended = bank("--db=" + url);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1).first().asString().startsWith("bank: The database can't be opened");
    }

    @Test
    void helpSaysWhatThereIs() {
        Ended ended = run("--help");
        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains(
                        "--port", "--attacker-port", "--db", "--config", "--same-site", "phone", "evil.localhost:8081");
        assertThat(run("phone", "--help").out()).contains("transfer", "balance", "--user", "--url");
    }
}
