package dev.tallystick.jsp;

import dev.tallystick.CsrfToken;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code <t:csrfToken/>}: a token that holds for every action. Made by the container for each page. */
public final class CsrfTokenTag extends TokenTag {

    /** For the container. */
    public CsrfTokenTag() {}

    @Override
    String html(Function<String, @Nullable Object> variables) {
        CsrfToken token = CsrfToken.find(variables);
        return token == null ? "" : token.value();
    }
}
