package dev.tallystick.jsp;

import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.JspTagException;
import jakarta.servlet.jsp.tagext.SimpleTagSupport;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tag that writes what the page's token says, and fails with its words. */
abstract class TokenTag extends SimpleTagSupport {

    /**
     * What stands in the tag's place, as HTML.
     *
     * @param variables of the page, from the page itself to the application
     */
    abstract String html(Function<String, @Nullable Object> variables);

    @Override
    public final void doTag() throws JspException, IOException {
        String html;
        try {
            html = html(getJspContext()::findAttribute);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new JspTagException(e.getMessage(), e);
        }
        getJspContext().getOut().write(html);
    }
}
