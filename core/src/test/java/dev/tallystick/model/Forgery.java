package dev.tallystick.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers of a request that another site began, as a protection sees them. */
record Forgery(
        String name,
        String method,
        @Nullable String query,
        boolean handshake,
        @Nullable String origin,
        @Nullable String referer,
        @Nullable String site,
        boolean form,
        boolean canCarryHeader) {

    private static final String OVERRIDE = "_method=DELETE";

    /** What was recorded; where the method is safe, with a query that asks for an unsafe one. */
    static Forgery of(Recording recording) {
        return new Forgery(
                recording.initiator() + " " + recording.vector(),
                recording.method(),
                recording.isUnsafe() ? null : OVERRIDE,
                recording.handshake(),
                recording.origin(),
                recording.referer(),
                recording.site(),
                recording.isForm(),
                recording.canCarryHeader());
    }

    /**
     * The whole product of what was recorded in pieces, and of what wasn't but could be: each foreign origin, whole, null and
     * made to look like ours, with each value of the other two headers and every kind of method.
     */
    static List<Forgery> product(String bank) {
        String host = bank.substring(bank.indexOf("//") + 2);
        List<String> origins = List.of(
                "https://evil.example",
                "http://evil.example:8081",
                "https://app." + host,
                bank + ":8444",
                bank.startsWith("https:") ? "http://" + host : "https://" + host,
                "https://" + host + ".evil.example",
                "https://evil" + host,
                "file://",
                "null");
        List<Forgery> product = new ArrayList<>();
        for (String origin : origins) {
            for (String site : List.of("", "cross-site", "same-site", "none")) {
                for (String referer : referers(origin, bank)) {
                    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "post", "ANYTHING")) {
                        product.add(of(method, null, false, origin, referer, site));
                    }
                    product.add(of("GET", OVERRIDE, false, origin, referer, site));
                    product.add(of("GET", null, true, origin, referer, site));
                }
            }
        }
        // No browser names the origin in a GET of a link, a form, an image or a frame.
        for (String site : List.of("", "cross-site", "same-site", "none")) {
            for (String referer : referers("https://evil.example", bank)) {
                if (site.isEmpty() && referer.startsWith(bank + "/")) {
                    continue;
                }
                product.add(of("GET", OVERRIDE, false, "", referer, site));
            }
        }
        return product;
    }

    /** Any headers at all, the bank's own included, as if another site could make a browser lie. */
    static List<Forgery> lies(String bank) {
        List<Forgery> lies = new ArrayList<>();
        for (String origin : List.of("", bank, "null", "https://evil.example", "https://partner.example")) {
            for (String site : List.of("", "same-origin", "same-site", "cross-site", "none")) {
                for (String referer : List.of("", bank + "/web/account", "https://evil.example/")) {
                    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "post", "ANYTHING")) {
                        lies.add(of(method, null, false, origin, referer, site));
                    }
                    lies.add(of("GET", OVERRIDE, false, origin, referer, site));
                }
            }
        }
        return lies;
    }

    /** None, as a policy of the page cuts it, and the bank's own where a redirect went through the bank. */
    private static List<String> referers(String origin, String bank) {
        return List.of("", origin + "/", origin + "/attack?" + bank + "/", bank + ".evil.example/", bank + "/out");
    }

    private static Forgery of(
            String method, @Nullable String query, boolean handshake, String origin, String referer, String site) {
        return new Forgery(
                "product",
                method,
                query,
                handshake,
                origin.isEmpty() ? null : origin,
                referer.isEmpty() ? null : referer,
                site.isEmpty() ? null : site,
                !method.equals("GET"),
                !origin.isEmpty());
    }

    /** The request, with what the attacker adds; null where a browser wouldn't let it add that. */
    @Nullable
    ModelRequest with(Attempt attempt, Bank bank) {
        if (attempt.headerToken() != null && !canCarryHeader || attempt.fieldToken() != null && !form) {
            return null;
        }
        ModelRequest request = bank.request();
        request.method = method;
        request.query = query;
        request.handshake = handshake;
        request.origin = origin;
        request.referer = referer;
        request.site = site;
        request.form = form;
        attempt.into(request, bank);
        return request;
    }
}
