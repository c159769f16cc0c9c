package dev.tallystick.bank.attacker;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One attack: a card of the page. The order is the order of the cards. */
public enum Attack {
    FORM_URLENCODED(
            "Hidden form",
            "A page holds a hidden form that sends itself as soon as the page is open.",
            "A top-level POST with the attacker's Origin and Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "POST",
            "/transfers",
            Cookies.TOP_LEVEL_POST),
    FORM_MULTIPART(
            "Hidden form, multipart",
            "The same form, encoded as an upload would be.",
            "A top-level POST with the attacker's Origin and Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "POST",
            "/transfers",
            Cookies.TOP_LEVEL_POST),
    FORM_TEXT_PLAIN(
            "Hidden form, text/plain",
            "The same form with enctype text/plain: the only encoding that lets a form write any body, JSON too.",
            "A top-level POST with the attacker's Origin and Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "POST",
            "/transfers",
            Cookies.TOP_LEVEL_POST),
    REDIRECT_307(
            "307 redirect",
            "A form goes to the attacker's own server, which redirects it to the bank with 307: method and body stay.",
            "A top-level POST with Origin: null (Firefox: the attacker's) and Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "POST",
            "/transfers",
            Cookies.TOP_LEVEL_POST),
    SANDBOXED_FRAME(
            "Sandboxed frame",
            "The form sits in a sandboxed frame and navigates the whole window, so that its Origin is null.",
            "A top-level POST with Origin: null and Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "POST",
            "/transfers",
            Cookies.TOP_LEVEL_POST),
    STOLEN_TOKEN(
            "Stolen token",
            "The attacker's server signs in at the bank as mallory and plants the CSRF token of that session in the form.",
            "The hidden form's POST, and in it a token that is genuine, but not the victim's.",
            Way.WINDOW,
            "POST",
            "/transfers",
            Cookies.TOP_LEVEL_POST),
    FETCH_NO_CORS(
            "fetch, no-cors",
            "A script sends the form with credentials and doesn't ask to read the answer.",
            "A POST with the attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: no-cors.",
            Way.PAGE,
            "POST",
            "/transfers",
            Cookies.THIRD_PARTY),
    FETCH_CORS(
            "fetch, cors",
            "A script sends the form with credentials and asks to read the answer; a form needs no preflight.",
            "A POST with the attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: cors.",
            Way.PAGE,
            "POST",
            "/transfers",
            Cookies.THIRD_PARTY),
    XHR(
            "XMLHttpRequest",
            "The same with the older interface, withCredentials set.",
            "A POST with the attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: cors.",
            Way.PAGE,
            "POST",
            "/transfers",
            Cookies.THIRD_PARTY),
    BEACON(
            "sendBeacon",
            "The request that statistics use: it is sent even while the page is being closed.",
            "A POST with the attacker's Origin, Sec-Fetch-Site: cross-site and Sec-Fetch-Mode: no-cors.",
            Way.PAGE,
            "POST",
            "/transfers",
            Cookies.THIRD_PARTY),
    FETCH_DELETE(
            "fetch, DELETE",
            "A script asks to cancel the victim's latest transfer, whose number is easily guessed.",
            "First a preflight, OPTIONS with the attacker's Origin and no cookie; DELETE only if the bank agrees.",
            Way.PAGE,
            "DELETE",
            "/transfers/",
            Cookies.PREFLIGHT),
    IMAGE(
            "Image",
            "An image whose address is the bank's, with the transfer in the query.",
            "A GET without Origin, with Sec-Fetch-Site: cross-site and Sec-Fetch-Dest: image.",
            Way.PAGE,
            "GET",
            "/transfers",
            Cookies.THIRD_PARTY),
    LINK(
            "Link",
            "A link to the bank with the transfer in the query, clicked by the victim.",
            "A top-level GET without Origin, with Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "GET",
            "/transfers",
            Cookies.TOP_LEVEL_GET),
    LINK_POSING_AS_POST(
            "Link that poses as a POST",
            "The same link with _method=POST, which some frameworks take for the method.",
            "A top-level GET without Origin, with Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "GET",
            "/transfers",
            Cookies.TOP_LEVEL_GET),
    WEB_SOCKET(
            "WebSocket",
            "A script opens the bank's live channel; no same-origin policy holds it back, only the bank can.",
            "A GET that asks for an upgrade, with the attacker's Origin; Chrome adds no Sec-Fetch-Site.",
            Way.PAGE,
            "GET",
            "/live",
            Cookies.THIRD_PARTY),
    LOGIN(
            "Login",
            "A hidden form signs the victim in as mallory: what the victim enters from then on lands in mallory's account.",
            "A top-level POST with the attacker's Origin and Sec-Fetch-Site: cross-site.",
            Way.WINDOW,
            "POST",
            "/login",
            Cookies.NONE_NEEDED);

    private final String title;
    private final String how;
    private final String sends;
    private final Way way;
    private final String method;
    private final String path;
    private final Cookies cookies;

    Attack(String title, String how, String sends, Way way, String method, String path, Cookies cookies) {
        this.title = title;
        this.how = how;
        this.sends = sends;
        this.way = way;
        this.method = method;
        this.path = path;
        this.cookies = cookies;
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

    /** What a browser sends, in a sentence. */
    public String sends() {
        return sends;
    }

    /** Where the request starts. */
    public Way way() {
        return way;
    }

    /** The method that arrives at the bank. */
    public String method() {
        return method;
    }

    /** The path below the mount. */
    public String path() {
        return path;
    }

    /** What browsers do with the login's cookie on the way. */
    public Cookies cookies() {
        return cookies;
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

    /** Where the request starts: in a window of its own, as a top-level navigation, or in the attacker's page. */
    public enum Way {
        WINDOW,
        PAGE
    }

    /** What browsers do with the login's cookie, measured in four engines. */
    public enum Cookies {
        TOP_LEVEL_POST(
                "Cookie: sent by every browser with SameSite=None; without SameSite by Firefox and Safari always, by Chrome for"
                        + " two minutes after sign-in; never with Lax or Strict (but an old WebKit, after a redirect)."),
        TOP_LEVEL_GET("Cookie: sent by every browser, also with SameSite=Lax; only Strict holds it back."),
        THIRD_PARTY(
                "Cookie: held back by Firefox, and by Chrome where third-party cookies are blocked; sent by WebKit."),
        PREFLIGHT("The browser asks the bank first with OPTIONS; the bank doesn't agree, so it goes no further."),
        NONE_NEEDED("Cookie: needs none, so SameSite is no help.");

        private final String sentence;

        Cookies(String sentence) {
            this.sentence = sentence;
        }

        /** For the reader of a card. */
        public String sentence() {
            return sentence;
        }
    }
}
