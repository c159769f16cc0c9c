package dev.tallystick.browsers.matrix;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a page can make a browser send a request to the bank.
 *
 * @param id its name in the table
 * @param script its name in {@code vectors.js}
 * @param from whose page it is
 * @param takesTheWindow whether the page is gone afterwards, so that each door needs a page of its own
 * @param isClicked whether a user has to click
 * @param policy the page's referrer policy
 * @param before what happens first
 * @param after what happens once the bank has answered
 */
public record Vector(
        String id,
        String script,
        From from,
        boolean takesTheWindow,
        boolean isClicked,
        @Nullable String policy,
        Before before,
        After after) {

    /** Whose page starts it. */
    public enum From {
        EVIL("another site"),
        SIBLING("a sibling host"),
        FILE("a file"),
        DATA("a data: page");

        private final String text;

        From(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** What happens before. */
    public enum Before {
        NOTHING,
        /** The bank's own page has a service worker that passes everything on. */
        WORKER,
        /** The sibling sets mallory's secret over the victim's; the attack holds the token that goes with it. */
        PLANT_SECRET,
        /** The same, and mallory's login. */
        PLANT_LOGIN,
        /** The sibling sets so many cookies that the victim's may be thrown out. */
        EVICT
    }

    /** What happens after the answer. */
    public enum After {
        NOTHING,
        /** The answer page sees to it. */
        RELOADS_ITSELF,
        USER_RELOADS,
        USER_GOES_BACK_AND_FORWARD
    }

    /** Whether a page of the attacker's is in the way of the victim's login afterwards. */
    public boolean spoilsTheLogin() {
        return script.equals("login-form")
                || before == Before.PLANT_SECRET
                || before == Before.PLANT_LOGIN
                || before == Before.EVICT;
    }

    /**
     * What no header can tell from the bank's own requests, in one engine or another: an answer that reloads itself, and a
     * service worker of the bank's own that passes on what it gets. Only a token stops it.
     */
    public boolean isANamedException() {
        return after == After.RELOADS_ITSELF || before == Before.WORKER;
    }

    private static Vector window(String id) {
        return new Vector(id, id, From.EVIL, true, false, null, Before.NOTHING, After.NOTHING);
    }

    private static Vector page(String id) {
        return new Vector(id, id, From.EVIL, false, false, null, Before.NOTHING, After.NOTHING);
    }

    private Vector clicked() {
        return new Vector(id, script, from, true, true, policy, before, after);
    }

    private Vector policy(String value) {
        return new Vector(id, script, from, takesTheWindow, isClicked, value, before, after);
    }

    private Vector after(After value) {
        return new Vector(id, script, from, takesTheWindow, isClicked, policy, before, value);
    }

    private Vector before(Before value, String prefix) {
        return new Vector(prefix + id, script, from, takesTheWindow, isClicked, policy, value, after);
    }

    private Vector from(From value, String prefix) {
        return new Vector(prefix + id, script, value, takesTheWindow, isClicked, policy, before, after);
    }

    /** All of them. Those that cost the victim the login come last. */
    public static List<Vector> all() {
        List<Vector> evil = List.of(
                window("form-post-urlencoded"),
                window("form-post-multipart"),
                window("form-post-textplain"),
                window("form-post-click").clicked(),
                window("form-post-rel-noreferrer"),
                window("form-post-accept-charset"),
                window("form-post-page-no-referrer").policy("no-referrer"),
                window("form-post-page-same-origin-policy").policy("same-origin"),
                window("form-post-page-origin-policy").policy("origin"),
                window("form-post-page-unsafe-url").policy("unsafe-url"),
                window("form-post-sandbox-iframe-top"),
                window("form-post-data-iframe-top").clicked(),
                window("form-post-blank-target").clicked(),
                window("form-post-blank-rel-noopener").clicked(),
                window("form-post-blank-noopener").clicked(),
                window("form-post-named-window").clicked(),
                window("form-post-about-blank-popup").clicked(),
                window("form-post-method-override"),
                window("form-307-to-bank"),
                window("form-308-to-bank"),
                window("form-302-to-bank"),
                window("form-307-bank-out-and-back"),
                window("form-get"),
                window("link-click-get").clicked(),
                window("link-click-noreferrer").clicked(),
                window("link-js-click"),
                window("link-posing-as-post").clicked(),
                window("location-assign-get"),
                window("meta-refresh-get"),
                window("window-open-get").clicked(),
                window("a-ping").clicked(),
                page("form-post-sandbox-iframe"),
                page("form-post-srcdoc-iframe"),
                page("form-post-data-iframe"),
                page("form-post-blob-iframe"),
                page("form-post-iframe-target"),
                page("iframe-get"),
                page("framed-bank-page"),
                page("object-get"),
                page("fetch-nocors-post-text"),
                page("fetch-nocors-post-urlencoded"),
                page("fetch-nocors-post-multipart"),
                page("fetch-nocors-post-blob-no-type"),
                page("fetch-nocors-post-empty"),
                page("fetch-nocors-post-textplain-json-param"),
                page("fetch-nocors-post-no-referrer"),
                page("fetch-nocors-post-keepalive"),
                page("fetch-nocors-get"),
                page("fetch-nocors-head"),
                page("fetch-cors-get"),
                page("fetch-cors-post-urlencoded"),
                page("fetch-cors-post-no-referrer"),
                page("fetch-cors-post-json-denied"),
                page("fetch-cors-post-json-allowed"),
                page("fetch-cors-put-denied"),
                page("fetch-cors-put-allowed"),
                page("fetch-cors-delete-denied"),
                page("fetch-cors-delete-allowed"),
                page("fetch-nocors-307-to-bank"),
                page("fetch-cors-307-to-bank"),
                page("fetch-nocors-post-sandbox-iframe"),
                page("fetch-cors-post-sandbox-iframe"),
                page("fetchlater-post"),
                page("worker-fetch-nocors-post"),
                page("xhr-post-withcredentials"),
                page("xhr-post-plain"),
                page("beacon-text"),
                page("beacon-urlencoded"),
                page("beacon-formdata"),
                page("beacon-arraybuffer"),
                page("beacon-page-no-referrer").policy("no-referrer"),
                page("beacon-blob-json-denied"),
                page("beacon-blob-json-allowed"),
                page("websocket"),
                page("eventsource"),
                page("img-get"),
                page("img-get-no-referrer"),
                page("img-crossorigin-get"),
                page("script-get"),
                page("css-get"),
                page("video-get"),
                page("link-prefetch"),
                page("speculation-prefetch"),
                page("csp-report"));
        List<Vector> all = new ArrayList<>(evil);
        for (Vector vector : evil) {
            if (BY_SIBLING.contains(vector.id)) {
                all.add(vector.from(From.SIBLING, "sibling-"));
            }
        }
        for (Vector vector : evil) {
            if (BY_FILE.contains(vector.id)) {
                all.add(vector.from(From.FILE, "file-"));
            }
        }
        for (Vector vector : evil) {
            if (BY_DATA.contains(vector.id)) {
                all.add(vector.from(From.DATA, "data-"));
            }
        }
        for (Vector vector : evil) {
            if (BEHIND_WORKER.contains(vector.id)) {
                all.add(vector.before(Before.WORKER, "bank-worker-"));
            }
        }
        all.add(window("form-post-then-user-reload").clicked().after(After.USER_RELOADS));
        all.add(window("form-post-then-back-forward").clicked().after(After.USER_GOES_BACK_AND_FORWARD));
        all.add(window("form-post-answered-by-selfreload").after(After.RELOADS_ITSELF));
        all.add(window("form-post-click-answered-by-selfreload").clicked().after(After.RELOADS_ITSELF));
        all.add(window("login-form"));
        all.add(window("form-post-urlencoded")
                .from(From.SIBLING, "sibling-")
                .before(Before.PLANT_SECRET, "planted-secret-"));
        all.add(window("form-post-answered-by-selfreload")
                .from(From.SIBLING, "sibling-")
                .before(Before.PLANT_SECRET, "planted-secret-")
                .after(After.RELOADS_ITSELF));
        all.add(page("fetch-cors-post-urlencoded")
                .from(From.SIBLING, "sibling-")
                .before(Before.PLANT_SECRET, "planted-secret-"));
        all.add(window("form-post-urlencoded")
                .from(From.SIBLING, "sibling-")
                .before(Before.PLANT_LOGIN, "planted-login-"));
        all.add(window("form-post-urlencoded").from(From.SIBLING, "sibling-").before(Before.EVICT, "evicted-"));
        return List.copyOf(all);
    }

    private static final Set<String> BY_SIBLING = new LinkedHashSet<>(List.of(
            "form-post-urlencoded",
            "form-post-multipart",
            "form-post-textplain",
            "form-post-page-no-referrer",
            "form-post-page-same-origin-policy",
            "form-post-sandbox-iframe",
            "form-post-iframe-target",
            "form-post-blank-target",
            "form-post-blank-noopener",
            "form-307-to-bank",
            "link-click-get",
            "fetch-nocors-post-text",
            "fetch-nocors-post-blob-no-type",
            "fetch-cors-post-urlencoded",
            "fetch-cors-307-to-bank",
            "xhr-post-withcredentials",
            "beacon-text",
            "img-get",
            "speculation-prefetch",
            "websocket"));

    private static final Set<String> BY_FILE = Set.of(
            "form-post-urlencoded",
            "form-post-textplain",
            "link-js-click",
            "fetch-nocors-post-text",
            "fetch-cors-post-urlencoded",
            "xhr-post-withcredentials",
            "beacon-text",
            "img-get",
            "websocket");

    private static final Set<String> BY_DATA =
            Set.of("form-post-urlencoded", "form-post-textplain", "fetch-nocors-post-text", "beacon-text", "img-get");

    private static final Set<String> BEHIND_WORKER = Set.of(
            "form-post-urlencoded",
            "form-post-textplain",
            "form-post-iframe-target",
            "form-307-to-bank",
            "fetch-nocors-post-text",
            "fetch-cors-post-urlencoded",
            "link-click-get");
}
