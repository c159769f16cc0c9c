package dev.tallystick.bank.views;

import dev.tallystick.bank.ledger.Ledger;
import dev.tallystick.bank.ledger.Pounds;
import dev.tallystick.bank.ledger.Transfer;
import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who somebody is and what they have. */
final class AccountView {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.UK).withZone(ZoneId.systemDefault());

    private final Ledger ledger;
    private final WatchLog watch;

    AccountView(Ledger ledger, WatchLog watch) {
        this.ledger = ledger;
        this.watch = watch;
    }

    /** Somebody with an account. */
    record Holder(String name, long balance) {}

    /** The one whom the request comes from; null if nobody is signed in, and then it has been answered. */
    static @Nullable Holder holder(Call call, Ledger ledger, WatchLog watch) throws IOException, Refusal {
        String user = call.user();
        if (user == null) {
            watch.note(
                    call.request().getRequestedSessionId() == null
                            ? "not signed in: no session cookie came"
                            : "not signed in: the session has ended");
            if (call.wantsJson()) {
                SignInView.challenge(call);
                Answer.problem(call.response(), HttpServletResponse.SC_UNAUTHORIZED, "Nobody is signed in.", Map.of());
            } else {
                call.seeOther("/login");
            }
            return null;
        }
        OptionalLong balance = ledger.balance(user);
        if (balance.isEmpty()) {
            throw new Refusal(HttpServletResponse.SC_FORBIDDEN, "This user has no account here.");
        }
        return new Holder(user, balance.getAsLong());
    }

    void answer(Call call) throws IOException, Refusal {
        if (!call.hasMethod("GET")) {
            return;
        }
        Holder holder = holder(call, ledger, watch);
        if (holder == null) {
            return;
        }
        if (call.wantsJson()) {
            Map<String, Object> account = new LinkedHashMap<>();
            account.put("user", holder.name());
            account.put("balance", holder.balance());
            call.json(HttpServletResponse.SC_OK, account);
            return;
        }
        List<Transfer> transfers = ledger.transfers(holder.name());
        Map<String, Object> variables = new HashMap<>();
        variables.put("user", holder.name());
        variables.put("balance", Pounds.format(holder.balance()));
        variables.put("transfers", rows(holder.name(), transfers));
        variables.put("notice", notice(holder.name(), transfers, call.request().getParameter("paid")));
        call.page(HttpServletResponse.SC_OK, "account", variables);
    }

    /** Transfers as a page shows them to one of the two. */
    private List<Map<String, Object>> rows(String user, List<Transfer> transfers) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Transfer transfer : transfers) {
            boolean paid = transfer.from().equals(user);
            Map<String, Object> row = new HashMap<>();
            row.put("id", transfer.id());
            row.put("paid", paid);
            row.put("other", paid ? transfer.to() : transfer.from());
            row.put("amount", (paid ? "−" : "+") + Pounds.format(transfer.pence()));
            row.put("when", DAY_AND_TIME.format(transfer.at()));
            row.put("at", transfer.at().toString());
            row.put("cancellable", paid && ledger.isCancellable(transfer));
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable String notice(String user, List<Transfer> transfers, @Nullable String paid) {
        for (Transfer transfer : transfers) {
            if (transfer.from().equals(user) && Long.toString(transfer.id()).equals(paid)) {
                return "You paid " + transfer.to() + ' ' + Pounds.format(transfer.pence()) + '.';
            }
        }
        return null;
    }
}
