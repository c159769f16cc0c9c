package dev.tallystick.jte;

import dev.tallystick.CsrfToken;
import gg.jte.Content;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The CSRF tokens of one page, as a parameter of its template: {@code @param Csrf csrf}. Lazy: nothing is looked for before
 * the template writes something of it. Belongs to the request, as {@link CsrfToken} does.
 */
public final class Csrf {

    private final Function<String, ? extends @Nullable Object> attributes;

    private Csrf(Function<String, ? extends @Nullable Object> attributes) {
        this.attributes = attributes;
    }

    /**
     * The tokens of this request.
     *
     * @param attributes of the request, by name: {@code request::getAttribute}
     */
    public static Csrf of(Function<String, ? extends @Nullable Object> attributes) {
        return new Csrf(attributes);
    }

    /** The hidden field of a form: {@code ${csrf.field()}}. */
    public CsrfField field() {
        return new CsrfField(attributes, Map.of());
    }

    /**
     * The token alone; the empty string behind a JWT.
     *
     * @throws IllegalStateException as {@link CsrfToken#find} and {@link CsrfToken#value()}
     */
    public String token() {
        CsrfToken token = CsrfToken.find(attributes);
        return token == null ? "" : token.value();
    }

    /** The meta tags for scripts, nothing behind a JWT; what is wrong comes up as with {@link #token()} when they are written. */
    public Content meta() {
        return output -> {
            CsrfToken token = CsrfToken.find(attributes);
            output.writeContent(token == null ? "" : token.metaTags());
        };
    }
}
