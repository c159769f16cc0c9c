package dev.tallystick.bank;

import dev.tallystick.bank.attacker.AttackerSite;
import dev.tallystick.bank.ledger.LedgerException;
import dev.tallystick.bank.phone.PhoneCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the demonstration: two sites in one process, the bank and the attacker. */
@Command(
        name = "bank",
        mixinStandardHelpOptions = false,
        subcommands = PhoneCommand.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "A bank that is attacked from another site, in your own browser.",
        description = {
            "%nStarts the bank on http://bank.localhost:8080 and the attacker's site on http://evil.localhost:8081."
                    + " Both listen on 127.0.0.1 alone.%n"
        },
        footer = {
            "%nA phone pays, while the bank runs:",
            "  bank phone --user ann transfer bob 12.34",
            "%nExit status: 0 closed by Ctrl-C, 1 could not start, 2 wrong usage."
        })
public final class Bank implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "the bank's port; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--attacker-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "the attacker's port; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int attackerPort;

    @Option(
            names = "--db",
            paramLabel = "JDBC-URL",
            description =
                    "where the money is kept, for instance jdbc:postgresql://localhost/bank?user=ann (default: an H2"
                            + " file, ~/.tallystick-bank/ledger)")
    private @Nullable String db;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Java properties: tallystick.* keys that override the bank's own")
    private @Nullable Path config;

    @Option(
            names = "--same-site",
            paramLabel = "none|lax|strict|unset",
            defaultValue = "none",
            description =
                    "what the session cookie's SameSite says (default: ${DEFAULT-VALUE}, with which the attacks that a"
                            + " browser can carry out do work on /open)")
    private String sameSite = "none";

    @Option(
            names = "--https",
            description =
                    "both sites on https, with a certificate that is made at the start and that the browser asks about once"
                            + " for each site")
    private boolean https;

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
        return new CommandLine(new Bank())
                // Pounds and dashes, whatever the terminal's locale says.
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IOException || failure instanceof LedgerException) {
                        command.getErr().println("bank: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .setParameterExceptionHandler((failure, args) -> {
                    PrintWriter err = failure.getCommandLine().getErr();
                    err.println("bank: " + failure.getMessage());
                    err.println("Try --help.");
                    return 2;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BankSettings settings = new BankSettings(
                checked("--port", port),
                "",
                db == null ? BankSettings.fileInHome() : db,
                properties(),
                sameSite(),
                10,
                InstantSource.system(),
                https ? Tls.selfSigned() : null,
                null);
        Server attacker = Loopback.server();
        ServerConnector door =
                Loopback.listen(attacker, checked("--attacker-port", attackerPort), "--attacker-port", settings.tls());
        String attackerOrigin = settings.scheme() + "://" + BankSettings.ATTACKER_HOST + ':' + door.getLocalPort();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        // Ctrl-C and SIGTERM: the hook asks, and holds the process until all is closed in order.
        Thread hook = new Thread(() -> {
            asked.countDown();
            awaitQuietly(closed);
        });
        try (BankSite bank = start(settings.withAttackerOrigin(attackerOrigin))) {
            attacker.setHandler(AttackerSite.handler(attackerOrigin, bank.origin()));
            Loopback.start(attacker);
            Runtime.getRuntime().addShutdownHook(hook);
            welcome(bank, attackerOrigin);
            asked.await();
        } finally {
            Loopback.stop(attacker);
            closed.countDown();
        }
        return 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BankSite start(BankSettings settings) throws IOException {
        try {
            return BankSite.start(settings);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void welcome(BankSite bank, String attackerOrigin) {
        PrintWriter out = command().getOut();
        out.println();
        out.println("  Tallystick Bank is open. Ctrl-C closes it.");
        out.println();
        out.println("  the bank        " + bank.origin() + "/");
        out.println("  the attacker    " + attackerOrigin + "/");
        out.println("  every decision  " + bank.origin() + "/watch");
        out.println("  a phone         ./bank phone --user ann"
                + (bank.port() == 8080 && !https ? "" : " --url " + bank.origin()) + " transfer bob 12.34");
        out.println();
        out.println("  Sign in as ann or bob; the password is the name. The session cookie says "
                + sameSite().text() + '.');
        if (https) {
            out.println("  The certificate is new and nobody's: tell the browser to go on, at each of the two sites.");
        }
        if (db == null) {
            out.println("  The money is kept in " + BankSettings.directory() + ", and is there again next time.");
        }
        out.println();
        out.flush();
    }

    private SameSite sameSite() {
        for (SameSite each : SameSite.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(sameSite)) {
                return each;
            }
        }
        throw wrong("--same-site '" + sameSite + "' is unknown: write none, lax, strict or unset");
    }

    private int checked(String option, int given) {
        if (given < 0 || given > 65_535) {
            throw wrong(option + ' ' + given + " is no port: write a number from 0 to 65535");
        }
        return given;
    }

    private Properties properties() throws IOException {
        Properties properties = new Properties();
        if (config == null) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(config)) {
            properties.load(reader);
            return properties;
        } catch (NoSuchFileException e) {
            throw wrong("--config: there is no file " + config);
        } catch (IllegalArgumentException e) {
            throw wrong("--config: " + config + " is no Java properties file: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command(), message);
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("not started from a command line");
        }
        return spec.commandLine();
    }
}
