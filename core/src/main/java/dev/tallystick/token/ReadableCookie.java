package dev.tallystick.token;

import dev.tallystick.http.Cookies;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that scripts of a single-page application read: it holds a ready token, never the secret. Same
 * {@code Secure} and {@code SameSite} as the secret's. Immutable.
 */
public final class ReadableCookie {

    private final String name;
    private final CookieSettings settings;

    /**
     * @param name for instance {@code XSRF-TOKEN}, as Angular and axios expect
     * @throws IllegalArgumentException if it is no cookie name, or the secret's own, or the secret's attributes contradict it
     */
    public ReadableCookie(String name, CookieSettings settings) {
        if (!CookieSettings.isName(name)) {
            throw new IllegalArgumentException("spa-cookie '" + name
                    + "' is no cookie name: write letters, digits and marks like - or _, for instance XSRF-TOKEN");
        }
        if (name.equals(settings.name(true)) || name.equals(settings.name(false))) {
            throw new IllegalArgumentException("spa-cookie '" + name + "' is the name of the secret's cookie, which no"
                    + " script may read: give one of them another name");
        }
        try {
            settings.of(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("spa-cookie: " + e.getMessage(), e);
        }
        this.name = name;
        this.settings = settings;
    }

    /** The token that scripts would read from this request's cookies, the first; null if there is none. */
    public @Nullable String read(RequestView request) {
        List<String> values = Cookies.values(request, name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Hands a new token to the scripts. */
    public void write(ResponseHead response, boolean https, String token) {
        response.addHeader("Set-Cookie", settings.line(name, token, https, false));
    }
}
