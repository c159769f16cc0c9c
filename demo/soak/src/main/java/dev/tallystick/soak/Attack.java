package dev.tallystick.soak;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Ways to make a victim's browser pay mallory. The browser is honest unless the name says that it lies. */
enum Attack {
    FOREIGN_PAGE("Origin: http://evil.localhost:8081", "Sec-Fetch-Site: cross-site"),
    FOREIGN_PAGE_WITH_A_TOKEN_OF_MALLORYS("Origin: http://evil.localhost:8081", "Sec-Fetch-Site: cross-site"),
    SIBLING_HOST("Origin: http://evil.bank.localhost", "Sec-Fetch-Site: same-site"),
    PAGE_WITHOUT_ORIGIN("Origin: null", "Sec-Fetch-Site: cross-site"),
    PAGE_OF_TWO_ORIGINS("Origin: http://evil.localhost:8081", "Origin: OWN"),
    LYING_BROWSER_WITHOUT_TOKEN("Origin: OWN", "Sec-Fetch-Site: same-origin"),
    LYING_BROWSER_WITH_A_WRONG_TOKEN("Origin: OWN", "Sec-Fetch-Site: same-origin"),
    LYING_BROWSER_WITH_A_TOKEN_OF_MALLORYS("Origin: OWN", "Sec-Fetch-Site: same-origin"),
    LYING_BROWSER_WITH_A_PLANTED_COOKIE("Origin: OWN", "Sec-Fetch-Site: same-origin"),
    FOREIGN_LINK_THAT_ASKS_FOR_ANOTHER_METHOD("Sec-Fetch-Site: cross-site");

    private final String[] lines;

    Attack(String... lines) {
        this.lines = lines;
    }

    /**
     * What mallory has of her own: the bank's cookie and a token for it, as any visitor gets them.
     *
     * @param secret the cookie's pair
     */
    record Loot(String secret, String token) {}

    /** Has the victim's browser send it, and says what the bank answered. */
    Connection.Reply on(Connection victim, String origin, Loot loot) throws IOException {
        String[] sent = new String[lines.length + 2];
        for (int i = 0; i < lines.length; i++) {
            sent[i] = lines[i].replace("OWN", origin);
        }
        sent[lines.length] = "Content-Type: application/x-www-form-urlencoded";
        sent[lines.length + 1] = "Accept: text/html";
        String form = "to=mallory&amount=0.01";
        if (this == FOREIGN_LINK_THAT_ASKS_FOR_ANOTHER_METHOD) {
            return victim.send("GET", "/web/transfers?_method=POST&" + form, "", victim.cookieHeader(), false, sent);
        }
        String cookies = victim.cookieHeader();
        if (this == LYING_BROWSER_WITH_A_PLANTED_COOKIE) {
            cookies = loot.secret() + "; " + cookies;
        }
        String token = switch (this) {
            case FOREIGN_PAGE_WITH_A_TOKEN_OF_MALLORYS,
                    LYING_BROWSER_WITH_A_TOKEN_OF_MALLORYS,
                    LYING_BROWSER_WITH_A_PLANTED_COOKIE -> loot.token();
            case LYING_BROWSER_WITH_A_WRONG_TOKEN -> swapped(loot.token());
            default -> "";
        };
        String body = token.isEmpty() ? form : form + "&_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        return victim.send("POST", "/web/transfers", body, cookies, false, sent);
    }

    /** Of the right form, and of no key: two characters changed places. */
    private static String swapped(String token) {
        int middle = token.length() / 2;
        return token.substring(0, middle)
                + token.charAt(middle + 1)
                + token.charAt(middle)
                + token.substring(middle + 2);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
