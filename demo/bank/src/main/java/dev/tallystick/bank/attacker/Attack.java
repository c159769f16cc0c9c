package dev.tallystick.bank.attacker;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One attack: a card of the page. The order is the order of the cards. */
public enum Attack {
    FORM_URLENCODED(
            "Hidden form",
            "A page holds a hidden form that sends itself as soon as the page is open.",
            "The attacker's Origin, and Sec-Fetch-Site: cross-site.",
            Family.FORMS,
            "POST",
            "/transfers"),
    FORM_MULTIPART(
            "Hidden form, multipart",
            "The same form, encoded as an upload would be.",
            "The same; only the Content-Type is multipart/form-data.",
            Family.FORMS,
            "POST",
            "/transfers"),
    FORM_TEXT_PLAIN(
            "Hidden form, text/plain",
            "The same form in the one encoding that lets a form write JSON, which this bank reads whatever it is called.",
            "The same; only the Content-Type is text/plain.",
            Family.FORMS,
            "POST",
            "/transfers"),
    REDIRECT_307(
            "307 redirect",
            "The form goes to the attacker's own server, which sends it on to the bank: with 307, method and body stay.",
            "Origin: null (in Firefox the attacker's), and Sec-Fetch-Site: cross-site. An old WebKit adds even Lax and"
                    + " Strict cookies.",
            Family.FORMS,
            "POST",
            "/transfers"),
    SANDBOXED_FRAME(
            "Sandboxed frame",
            "The form sits in a sandboxed frame, which has no origin, and takes the whole window along.",
            "Origin: null, and Sec-Fetch-Site: cross-site.",
            Family.FORMS,
            "POST",
            "/transfers"),
    STOLEN_TOKEN(
            "Stolen token",
            "The attacker's server signs in at the bank as mallory and plants the CSRF token of that session in the form.",
            "As the hidden form, and with it a token that is genuine but not the victim's.",
            Family.FORMS,
            "POST",
            "/transfers"),
    FETCH_NO_CORS(
            "fetch, no-cors",
            "A script sends the form with credentials and doesn't ask to read the answer.",
            "The attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: no-cors.",
            Family.SCRIPTS,
            "POST",
            "/transfers"),
    FETCH_CORS(
            "fetch, cors",
            "The same, but the script asks to read the answer. It may not; the request is sent all the same.",
            "The attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: cors.",
            Family.SCRIPTS,
            "POST",
            "/transfers"),
    XHR(
            "XMLHttpRequest",
            "The same through the older interface, with withCredentials.",
            "The attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: cors.",
            Family.SCRIPTS,
            "POST",
            "/transfers"),
    BEACON(
            "sendBeacon",
            "The request that statistics use: sent even while the page is being closed.",
            "The attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: no-cors.",
            Family.SCRIPTS,
            "POST",
            "/transfers"),
    FETCH_DELETE(
            "fetch, DELETE",
            "A script asks to cancel the victim's latest transfer, whose number is easily guessed.",
            "First OPTIONS, with the attacker's Origin and no cookie. The bank doesn't agree, so the browser stops there.",
            Family.SCRIPTS,
            "DELETE",
            "/transfers/"),
    WEB_SOCKET(
            "WebSocket",
            "A script opens the bank's live channel and pays through it. No same-origin policy covers that: only the bank can refuse.",
            "A GET that asks for an upgrade, with the attacker's Origin; Chrome adds no Sec-Fetch-Site.",
            Family.SCRIPTS,
            "GET",
            "/live"),
    IMAGE(
            "Image",
            "An image whose address is the bank's, with the transfer in the query.",
            "No Origin, but Sec-Fetch-Site: cross-site and Sec-Fetch-Dest: image.",
            Family.SCRIPTS,
            "GET",
            "/transfers"),
    LINK(
            "Link",
            "A link to the bank with the transfer in the query, clicked by the victim or a script.",
            "No Origin, but Sec-Fetch-Site: cross-site.",
            Family.LINKS,
            "GET",
            "/transfers"),
    LINK_POSING_AS_POST(
            "Link that poses as a POST",
            "The same link with _method=POST, which some frameworks take for the method. This bank does not.",
            "No Origin, but Sec-Fetch-Site: cross-site.",
            Family.LINKS,
            "GET",
            "/transfers"),
    LOGIN(
            "Login",
            "A hidden form signs the victim in as mallory: what the victim enters from then on lands in mallory's account.",
            "The attacker's Origin, and Sec-Fetch-Site: cross-site.",
            Family.LOGIN,
            "POST",
            "/login");

    private final String title;
    private final String how;
    private final String sends;
    private final Family family;
    private final String method;
    private final String path;

    Attack(String title, String how, String sends, Family family, String method, String path) {
        this.title = title;
        this.how = how;
        this.sends = sends;
        this.family = family;
        this.method = method;
        this.path = path;
    }

    /** The name in addresses, for instance {@code form-urlencoded}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the card is called. */
    public String title() {
        return title;
    }

    /** How it works, in a sentence. */
    public String how() {
        return how;
    }

    /** What a browser sends that gives it away. */
    public String sends() {
        return sends;
    }

    /** What it has in common with others. */
    public Family family() {
        return family;
    }

    /** The method that arrives at the bank. */
    public String method() {
        return method;
    }

    /** The path below the mount. */
    public String path() {
        return path;
    }

    /** Whether it is carried out in a window of its own, as a top-level navigation; otherwise in the attacker's page. */
    public boolean needsWindow() {
        return family != Family.SCRIPTS;
    }

    /** The amount it tries to steal, in pence. Each attack has its own, so that a transfer tells which one it came from. */
    public int pence() {
        return 1001 + ordinal();
    }

    /** The same in pounds, as the bank's form takes it. */
    public String pounds() {
        return pence() / 100 + "." + pence() / 10 % 10 + pence() % 10;
    }

    static @Nullable Attack of(String id) {
        for (Attack attack : values()) {
            if (attack.id().equals(id)) {
                return attack;
            }
        }
        return null;
    }

    /** Attacks that browsers treat alike, above all the cookie of the victim's login. Measured in four engines. */
    public enum Family {
        FORMS(
                "Forms",
                "A form takes the whole window along, so the login's cookie goes with it: with SameSite=None in every browser;"
                        + " without SameSite in Firefox and WebKit always, in Chrome for two minutes after sign-in. A Lax or"
                        + " Strict cookie is held back by the browser."),
        SCRIPTS(
                "Requests from inside this page",
                "Here the login's cookie is a third-party one. Firefox holds it back; Chrome does where third-party cookies are"
                        + " blocked, as in Debian's Chromium; WebKitGTK sends it, unless it is Lax or Strict. The request"
                        + " itself arrives all the same."),
        LINKS(
                "Links",
                "A link takes the window along, and even a Lax cookie goes with it; only a Strict one is held back. That is why"
                        + " a GET must never change anything."),
        LOGIN("Login", "This one needs no cookie of the victim's, so SameSite is no help at all.");

        private final String title;
        private final String cookies;

        Family(String title, String cookies) {
            this.title = title;
            this.cookies = cookies;
        }

        /** What they are called. */
        public String title() {
            return title;
        }

        /** What becomes of the cookie. */
        public String cookies() {
            return cookies;
        }

        /** The attacks, in order. */
        public List<Attack> attacks() {
            return Stream.of(Attack.values())
                    .filter(attack -> attack.family() == this)
                    .toList();
        }
    }
}
