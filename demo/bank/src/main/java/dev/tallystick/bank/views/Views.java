package dev.tallystick.bank.views;

import dev.tallystick.bank.identity.SignIn;
import dev.tallystick.bank.ledger.Ledger;
import dev.tallystick.bank.ledger.LedgerException;
import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.web.Pages;
import dev.tallystick.bank.web.Refusal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one set of views. Mounted under any number of prefixes, it knows nothing of what guards them: no view checks a token, and
 * none has to.
 */
public final class Views extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger("dev.tallystick.bank");

    private final transient Pages pages;
    private final transient SignInView signIn;
    private final transient AccountView account;
    private final transient TransfersView transfers;

    public Views(Ledger ledger, SignIn signIn, WatchLog watch, Pages pages) {
        this.pages = pages;
        this.signIn = new SignInView(signIn, watch);
        this.account = new AccountView(ledger, watch);
        this.transfers = new TransfersView(ledger, watch);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Call call = new Call(request, response, pages);
        try {
            answer(call);
        } catch (Refusal refusal) {
            call.problem(refusal.status(), refusal.detail());
        } catch (LedgerException e) {
            LOG.error("The books can't be read or written", e);
            response.resetBuffer();
            call.problem(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The bank's books can't be reached just now, and nothing was moved. Try again in a while.");
        }
    }

    private void answer(Call call) throws IOException, Refusal {
        String path = call.path();
        switch (path) {
            case "/" -> {
                if (call.hasMethod("GET")) {
                    call.seeOther("/account");
                }
            }
            case "/login" -> signIn.login(call);
            case "/logout" -> signIn.logout(call);
            case "/account" -> account.answer(call);
            case "/transfers" -> transfers.all(call);
            case "/transfers/new" -> transfers.form(call);
            default -> {
                if (path.startsWith("/transfers/")) {
                    transfers.one(call, path.substring("/transfers/".length()));
                } else {
                    call.notFound();
                }
            }
        }
    }
}
