package dev.tallystick.jsp;

import dev.tallystick.CsrfToken;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code <t:csrfMeta/>}: the meta tags that scripts read. Made by the container for each page. */
public final class CsrfMetaTag extends TokenTag {

    /** For the container. */
    public CsrfMetaTag() {}

    @Override
    String html(Function<String, @Nullable Object> variables) {
        CsrfToken token = CsrfToken.find(variables);
        return token == null ? "" : token.metaTags();
    }
}
