package dev.tallystick.bank;

import dev.tallystick.Decision;
import dev.tallystick.Denial;
import dev.tallystick.DenialHandler;
import dev.tallystick.Reason;
import dev.tallystick.bank.web.Pages;
import dev.tallystick.http.RequestView;
import java.util.HashMap;
import java.util.Map;

/** A denial as a page in the bank's own dress; scripts and phones get the standard one. */
final class DeniedPage implements DenialHandler {

    private static final String HTML = "text/html;charset=utf-8";

    private final Pages pages;

    DeniedPage(Pages pages) {
        this.pages = pages;
    }

    @Override
    public Denial.Content content(RequestView request, Decision decision, Denial.Content standard) {
        Reason reason = decision.reason();
        if (!standard.contentType().startsWith("text/html") || reason == null) {
            return standard;
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("code", reason.code());
        variables.put("meaning", reason.meaning());
        variables.put("advice", reason.advice());
        variables.put("hint", decision.hint());
        variables.put("evidence", decision.evidence().code());
        variables.put("rule", decision.rule().code());
        return new Denial.Content(HTML, pages.render("denied", variables));
    }
}
