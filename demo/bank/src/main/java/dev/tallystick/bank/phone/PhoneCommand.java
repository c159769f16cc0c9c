package dev.tallystick.bank.phone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tallystick.bank.ledger.Pounds;
import dev.tallystick.bank.phone.BankClient.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The phone: signs in for a JWT, and does one thing with it. */
@Command(
        name = "phone",
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "A small phone: gets a JWT and calls the bank's /mobile.",
        footer = "%nExit status: 0 done, 1 refused or out of reach, 2 wrong usage.")
public final class PhoneCommand {

    @Option(
            names = "--user",
            paramLabel = "USER",
            required = true,
            scope = ScopeType.INHERIT,
            description = "who pays: ann, bob")
    private String user = "";

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            scope = ScopeType.INHERIT,
            description =
                    "the password; without a value it is asked for (default: the user's name, as the demonstration has it)")
    private char @Nullable [] password;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://bank.localhost:8080",
            scope = ScopeType.INHERIT,
            description = "the bank (default: ${DEFAULT-VALUE})")
    private URI url = URI.create("http://bank.localhost:8080");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "print this and end")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(name = "transfer", description = "Pays somebody.")
    int transfer(
            @Parameters(paramLabel = "TO", description = "the account that the money goes to") String to,
            @Parameters(paramLabel = "AMOUNT", description = "pounds, as 12.34") String amount) {
        return withToken((client, token) -> {
            Reply reply = client.post("/mobile/transfers", token, Map.of("to", to, "amount", amount));
            said(reply);
            if (reply.status() != 201) {
                return refused(reply);
            }
            out().println("Paid. " + user + " sent " + to + ' '
                    + Pounds.format(reply.body().path("amount").asLong()) + '.');
            return balance(client, token);
        });
    }

    @Command(name = "balance", description = "Says what is in the account.")
    int balance() {
        return withToken(this::balance);
    }

    @Command(name = "transfers", description = "Lists the latest transfers.")
    int transfers() {
        return withToken((client, token) -> {
            Reply reply = client.get("/mobile/transfers", token);
            said(reply);
            if (reply.status() != 200) {
                return refused(reply);
            }
            for (JsonNode transfer : reply.body()) {
                boolean paid = transfer.path("from").asText().equals(user);
                out().printf(
                                "%6d  %s  %s %-12s %13s%n",
                                transfer.path("id").asLong(),
                                transfer.path("at").asText(),
                                paid ? "to  " : "from",
                                transfer.path(paid ? "to" : "from").asText(),
                                (paid ? "-" : "+")
                                        + Pounds.format(transfer.path("amount").asLong()));
            }
            if (reply.body().isEmpty()) {
                out().println("No transfers yet.");
            }
            return 0;
        });
    }

    private int balance(BankClient client, String token) throws IOException {
        Reply reply = client.get("/mobile/account", token);
        said(reply);
        if (reply.status() != 200) {
            return refused(reply);
        }
        out().println(reply.body().path("user").asText() + " has "
                + Pounds.format(reply.body().path("balance").asLong()) + '.');
        return 0;
    }

    private interface Errand {

        int run(BankClient client, String token) throws IOException;
    }

    private int withToken(Errand errand) {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new ParameterException(
                    command().commandLine(),
                    "--url " + url + " is no address of a bank: write http://bank.localhost:8080");
        }
        try (BankClient client = new BankClient(url)) {
            String word = password == null ? user : new String(password);
            Reply reply = client.post("/id/token", null, Map.of("user", user, "password", word));
            said(reply);
            String token = reply.body().path("access_token").asText();
            if (reply.status() != 200 || token.isEmpty()) {
                return refused(reply);
            }
            out().println("  a JWT for " + user + ", good for "
                    + reply.body().path("expires_in").asLong() + " seconds");
            return errand.run(client, token);
        } catch (IOException e) {
            out().flush();
            err().println("phone: " + e.getMessage());
            return 1;
        }
    }

    /** What was asked and answered; never the token. */
    private void said(Reply reply) {
        out().println(reply.request() + ": " + reply.status());
    }

    private int refused(Reply reply) {
        out().flush();
        String detail = reply.body().path("detail").asText();
        String reason = reply.body().path("reason").asText();
        err().println("Refused: " + (detail.isEmpty() ? "status " + reply.status() : detail)
                + (reason.isEmpty() ? "" : " (" + reason + ")"));
        return 1;
    }

    private PrintWriter out() {
        return command().commandLine().getOut();
    }

    private PrintWriter err() {
        return command().commandLine().getErr();
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("not started from a command line");
        }
        return spec;
    }
}
