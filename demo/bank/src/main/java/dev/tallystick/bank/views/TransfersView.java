package dev.tallystick.bank.views;

import dev.tallystick.bank.ledger.Cancellation;
import dev.tallystick.bank.ledger.Ledger;
import dev.tallystick.bank.ledger.Payment;
import dev.tallystick.bank.ledger.Pounds;
import dev.tallystick.bank.ledger.Transfer;
import dev.tallystick.bank.watch.Sighting.Moved;
import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Fields;
import dev.tallystick.bank.web.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Paying, looking at what was paid, and cancelling it. */
final class TransfersView {

    private static final int LONGEST_ID = 18;

    private final Ledger ledger;
    private final WatchLog watch;

    TransfersView(Ledger ledger, WatchLog watch) {
        this.ledger = ledger;
        this.watch = watch;
    }

    /** A transfer as JSON has it, the amount in pence. */
    static Map<String, Object> json(Transfer transfer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", transfer.id());
        json.put("from", transfer.from());
        json.put("to", transfer.to());
        json.put("amount", transfer.pence());
        json.put("at", transfer.at());
        return json;
    }

    void all(Call call) throws IOException, Refusal {
        if (!call.hasMethod("GET", "POST")) {
            return;
        }
        AccountView.Holder holder = AccountView.holder(call, ledger, watch);
        if (holder == null) {
            return;
        }
        if (call.isPost()) {
            pay(call, holder.name());
        } else if (call.wantsJson()) {
            call.json(
                    HttpServletResponse.SC_OK,
                    ledger.transfers(holder.name()).stream()
                            .map(TransfersView::json)
                            .toList());
        } else {
            // The account's page lists them; a link with somebody's wishes in its query ends there as well.
            call.seeOther("/account");
        }
    }

    void form(Call call) throws IOException, Refusal {
        if (call.hasCredential()) {
            call.notFound();
        } else if (call.hasMethod("GET")) {
            AccountView.Holder holder = AccountView.holder(call, ledger, watch);
            if (holder != null) {
                form(call, HttpServletResponse.SC_OK, "", "", Map.of());
            }
        }
    }

    private static void form(Call call, int status, String to, String amount, Map<String, String> errors)
            throws IOException {
        call.page(status, "transfer", Map.of("to", to, "amount", amount, "errors", errors));
    }

    private void pay(Call call, String from) throws IOException, Refusal {
        Fields fields = call.fields("to", "amount");
        String to = fields.get("to").strip();
        Pounds.Typed amount = Pounds.parse(fields.get("amount"));
        Map<String, String> errors = new LinkedHashMap<>();
        if (to.isEmpty()) {
            errors.put("to", "Name the account that the money goes to.");
        }
        if (amount.problem() != null) {
            errors.put("amount", amount.problem());
        }
        if (errors.isEmpty()) {
            Payment payment = ledger.pay(from, to, amount.pence());
            if (payment instanceof Payment.Made made) {
                paid(call, made.transfer());
                return;
            }
            if (payment instanceof Payment.Refused refused) {
                errors.put(refused.field(), refused.problem());
            }
        }
        watch.note("not paid: " + String.join(" ", errors.values()));
        if (call.wantsJson()) {
            Answer.problem(
                    call.response(), HttpServletResponse.SC_BAD_REQUEST, String.join(" ", errors.values()), errors);
        } else {
            form(call, HttpServletResponse.SC_BAD_REQUEST, fields.get("to"), fields.get("amount"), errors);
        }
    }

    private void paid(Call call, Transfer transfer) throws IOException {
        watch.note(
                transfer.from() + " paid " + transfer.to() + ' ' + Pounds.format(transfer.pence()), Moved.by(transfer));
        if (call.wantsJson()) {
            call.json(HttpServletResponse.SC_CREATED, json(transfer));
        } else {
            call.seeOther("/account?paid=" + transfer.id());
        }
    }

    void one(Call call, String id) throws IOException, Refusal {
        long number = number(id);
        if (number < 0) {
            call.notFound();
            return;
        }
        if (!call.hasMethod("DELETE")) {
            return;
        }
        AccountView.Holder holder = AccountView.holder(call, ledger, watch);
        if (holder == null) {
            return;
        }
        Cancellation cancellation = ledger.cancel(holder.name(), number);
        if (cancellation instanceof Cancellation.Done done) {
            Transfer transfer = done.transfer();
            watch.note(
                    transfer.from() + " took " + Pounds.format(transfer.pence()) + " back from " + transfer.to(),
                    Moved.back(transfer));
            call.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else if (cancellation instanceof Cancellation.TooLate late) {
            watch.note("not cancelled: " + late.problem());
            call.problem(HttpServletResponse.SC_CONFLICT, late.problem());
        } else {
            call.problem(HttpServletResponse.SC_NOT_FOUND, "You have made no such transfer.");
        }
    }

    private static long number(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return -1;
            }
        }
        return id.isEmpty() || id.length() > LONGEST_ID ? -1 : Long.parseLong(id);
    }
}
