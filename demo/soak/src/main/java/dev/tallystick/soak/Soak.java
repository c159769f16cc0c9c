package dev.tallystick.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command. */
@Command(
        name = "soak",
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "The bank under the load of many users, with attackers among them.",
        description = {
            "%nOpens a bank of its own on a free port of 127.0.0.1, in a directory that is deleted in the end, and lets users sign in,"
                    + " pay and sign out while keys rotate and attackers forge requests. Writes what it saw to docs/soak.md and"
                    + " docs/soak.json.%n"
        },
        footer = {
            "%nExit status: 0 nothing was violated, 1 something was (a forged request let in, an honest one refused, money lost or"
                    + " made, memory that grows), 2 wrong usage."
        })
public final class Soak implements Callable<Integer> {

    private static final int MOST_MINUTES = 24 * 60;
    private static final int MOST_USERS = 5_000;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "5",
            description = "for how long, 1 to 1440 (default: ${DEFAULT-VALUE})")
    private int minutes;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many at once, 2 to 5000 (default: ${DEFAULT-VALUE})")
    private int users;

    @Option(names = "--documents", hidden = true, paramLabel = "DIRECTORY", description = "where the figures go")
    private @Nullable Path documents;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine() {
        return new CommandLine(new Soak())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("not started from a command line");
        }
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw new ParameterException(command.commandLine(), "--minutes must be 1 to " + MOST_MINUTES);
        }
        if (users < 2 || users > MOST_USERS) {
            throw new ParameterException(command.commandLine(), "--users must be 2 to " + MOST_USERS);
        }
        silence();
        Duration duration = Duration.ofMinutes(minutes);
        Outcome outcome = new Load(new Plan(
                        users,
                        duration,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(20),
                        duration.dividedBy(40),
                        new Properties()))
                .run();
        Report report = new Report(outcome);
        if (documents != null) {
            report.write(documents);
        }
        PrintWriter out = command.commandLine().getOut();
        report.lines().forEach(out::println);
        outcome.counts().examples().forEach(out::println);
        List<String> violations = outcome.violations();
        return violations.isEmpty() ? 0 : 1;
    }

    /** Each refusal is a line in the log, and here there are thousands. */
    static void silence() {
        if (LoggerFactory.getLogger("dev.tallystick") instanceof Logger logger) {
            logger.setLevel(Level.ERROR);
        }
    }
}
