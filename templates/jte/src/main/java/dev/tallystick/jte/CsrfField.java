package dev.tallystick.jte;

import dev.tallystick.CsrfToken;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hidden field of a form, with the attributes of {@link CsrfToken#field}: {@code ${csrf.field().action("/transfers")}}.
 * Immutable; each method gives another field.
 */
public final class CsrfField implements Content {

    private final Function<String, ? extends @Nullable Object> variables;
    private final Map<String, @Nullable String> attributes;

    CsrfField(Function<String, ? extends @Nullable Object> variables, Map<String, @Nullable String> attributes) {
        this.variables = variables;
        this.attributes = attributes;
    }

    /** With the form's action, where that comes from data: another site gets no field. */
    public CsrfField to(@Nullable String action) {
        return with("to", action);
    }

    /** With the form's action, for a token that holds for that alone. */
    public CsrfField action(@Nullable String action) {
        return with("action", action);
    }

    /** With the method that a hidden field {@code _method} of the form asks for; it goes with {@link #action}. */
    public CsrfField override(@Nullable String method) {
        return with("override", method);
    }

    /** With the form's method: only {@code post}, which is what counts unless it is said, gets a field. */
    public CsrfField method(@Nullable String method) {
        return with("method", method);
    }

    private CsrfField with(String name, @Nullable String value) {
        Map<String, @Nullable String> more = new HashMap<>(attributes);
        more.put(name, value);
        return new CsrfField(variables, Collections.unmodifiableMap(more));
    }

    /** @throws RuntimeException as {@link CsrfToken#field}; JTE adds the template and the line */
    @Override
    public void writeTo(TemplateOutput output) {
        output.writeContent(CsrfToken.field(variables, attributes));
    }
}
