package dev.tallystick.jsp;

import dev.tallystick.CsrfToken;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code <t:csrf/>}: the hidden field of the form that it stands in. Made by the container for each page. */
public final class CsrfTag extends TokenTag {

    private final Map<String, String> attributes = new HashMap<>();

    /** For the container. */
    public CsrfTag() {}

    /** The form's action, where it comes from data: another site gets no field. */
    public void setTo(String to) {
        attributes.put("to", to);
    }

    /** The form's action, for a token that holds for it alone. */
    public void setAction(String action) {
        attributes.put("action", action);
    }

    /** With an action: what a hidden field {@code _method} of the form asks for. */
    public void setOverride(String override) {
        attributes.put("override", override);
    }

    /** The form's method, if it isn't {@code post}. */
    public void setMethod(String method) {
        attributes.put("method", method);
    }

    @Override
    String html(Function<String, @Nullable Object> variables) {
        return CsrfToken.field(variables, attributes);
    }
}
