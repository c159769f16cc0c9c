package dev.tallystick.model;

import dev.tallystick.http.SessionView;
import dev.tallystick.testing.FakeSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What comes with a forged request besides its headers: the cookies that the customer's browser adds to it, with those that a
 * sibling host planted there, and the token that the attacker, who has an account too, put into it.
 */
record Attempt(
        boolean signedIn,
        boolean planted,
        @Nullable String cookie,
        @Nullable String headerToken,
        @Nullable String fieldToken) {

    /** All that an attacker of this bank can try. */
    static List<Attempt> all(Bank bank) {
        Set<Attempt> attempts = new LinkedHashSet<>();
        for (boolean signedIn : List.of(true, false)) {
            for (String secrets : secretCookies(bank)) {
                String login = signedIn ? "login=customer" : "";
                String cookie = login.isEmpty() || secrets.isEmpty() ? login + secrets : login + "; " + secrets;
                boolean planted = isPlanted(bank, secrets);
                String line = cookie.isEmpty() ? null : cookie;
                for (String token : tokens(bank)) {
                    String sent = token.isEmpty() ? null : token;
                    attempts.add(new Attempt(signedIn, planted, line, sent, null));
                    attempts.add(new Attempt(signedIn, planted, line, null, sent));
                    attempts.add(new Attempt(signedIn, planted, line, sent, sent));
                }
            }
        }
        return new ArrayList<>(attempts);
    }

    /** None (withheld by SameSite), the customer's, planted ones before it, after it, many, and alone (the other evicted). */
    private static List<String> secretCookies(Bank bank) {
        String own = bank.customer.secretCookie();
        String planted = bank.attacker.secretCookie();
        String plantedSignedOut = bank.attackerSignedOut.secretCookie();
        if (own == null || planted == null || plantedSignedOut == null) {
            return List.of("", "other=x");
        }
        List<String> cookies = new ArrayList<>(List.of("", own, own.substring(0, own.indexOf('=') + 1) + "x"));
        for (String his : List.of(planted, plantedSignedOut)) {
            cookies.add(his);
            cookies.add(his + "; " + own);
            cookies.add(own + "; " + his);
            cookies.add((his + "; ").repeat(40) + own);
            cookies.add(own + ("; " + his).repeat(40));
        }
        return cookies;
    }

    private static boolean isPlanted(Bank bank, String secrets) {
        return bank.attacker.secretCookie() != null && secrets.contains(bank.attacker.secretCookie())
                || bank.attackerSignedOut.secretCookie() != null
                        && secrets.contains(bank.attackerSignedOut.secretCookie());
    }

    /** None, nonsense, and all kinds that the bank renders for the attacker's own browser. */
    private static List<String> tokens(Bank bank) {
        return List.of(
                "",
                "x",
                bank.attacker.token(),
                bank.attacker.actionToken(),
                bank.attackerSignedOut.token(),
                bank.attackerSignedOut.actionToken());
    }

    /** Puts it into a request. */
    void into(ModelRequest request, Bank bank) {
        SessionView session = signedIn ? bank.customer.session() : NO_SESSION;
        request.session = session;
        request.cookie = cookie;
        request.headerToken = headerToken;
        request.fieldToken = fieldToken;
    }

    private static final SessionView NO_SESSION = FakeSession.none();
}
