package dev.tallystick.bank;

import org.eclipse.jetty.http.HttpCookie;
import org.jspecify.annotations.Nullable;

/**
 * What the session cookie says of requests that other sites start. A switch, because it decides which attacks a browser
 * carries out at all.
 */
public enum SameSite {
    NONE(
            HttpCookie.SameSite.NONE,
            "What a site sets whose login must work inside other sites. Chrome and Firefox send it along"
                    + " with forms that other sites post, at any time; WebKit as well. Requests of a page's scripts and frames"
                    + " get it only where third-party cookies are let through: not in Firefox, and not in every Chrome."),
    LAX(
            HttpCookie.SameSite.LAX,
            "Browsers leave it out of forms that other sites post, and send it along with links. The attacks"
                    + " by POST fail in today's browsers even on the open door; an old WebKit still sends it after a redirect, and a"
                    + " sibling host is the same site to all of them."),
    STRICT(
            HttpCookie.SameSite.STRICT,
            "Browsers leave it out of whatever other sites start, links too. The attacks from another site"
                    + " fail in today's browsers even on the open door; a sibling host is the same site to all of them."),
    UNSET(
            null,
            "So the browser decides. Chrome takes it for Lax, but for two minutes after sign-in sends it along with"
                    + " forms that other sites post; Firefox and WebKit take it for None, at any time.");

    private final HttpCookie.@Nullable SameSite attribute;
    private final String meaning;

    SameSite(HttpCookie.@Nullable SameSite attribute, String meaning) {
        this.attribute = attribute;
        this.meaning = meaning;
    }

    HttpCookie.@Nullable SameSite attribute() {
        return attribute;
    }

    /** The attribute as the cookie has it, in words where it has none. */
    String text() {
        return attribute == null ? "nothing of SameSite" : "SameSite=" + attribute.getAttributeValue();
    }

    /** What browsers make of it, in a few sentences. */
    String meaning() {
        return meaning;
    }
}
