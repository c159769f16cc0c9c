package dev.tallystick.thymeleaf;

import dev.tallystick.CsrfToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.exceptions.TemplateProcessingException;
import org.thymeleaf.model.IModelFactory;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.model.ITemplateEvent;
import org.thymeleaf.model.IText;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.util.EscapedAttributeUtils;

/** One form of the page as it will be sent, with everything in it. */
final class HeldForm {

    private final IOpenElementTag tag;
    private final Mark mark;
    private final List<ITemplateEvent> body = new ArrayList<>();

    HeldForm(IOpenElementTag tag, Mark mark) {
        this.tag = tag;
        this.mark = mark;
    }

    void add(ITemplateEvent event) {
        body.add(event);
    }

    /** The form from its tag to its end, with one field or none. */
    List<ITemplateEvent> withItsField(ITemplateContext context) {
        String method = attribute(tag, "method");
        List<ITemplateEvent> form = new ArrayList<>(body.size() + 2);
        form.add(tag);
        form.addAll(body);
        if (!CsrfToken.isPosted(method) && !context.containsVariable("_csrf")) {
            return form;
        }
        try {
            CsrfToken token = CsrfToken.find(context::getVariable);
            if (token != null) {
                settle(form, token, method, context);
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new TemplateProcessingException(
                    e.getMessage(), tag.getTemplateName(), tag.getLine(), tag.getCol(), e);
        }
        return form;
    }

    private void settle(List<ITemplateEvent> form, CsrfToken token, @Nullable String method, ITemplateContext context) {
        String name = token.parameterName();
        setTextFieldsApart(form, fieldAsText(name), context.getModelFactory());
        if (!staysHere(token, method)) {
            form.removeIf(event -> isFieldNamed(event, name));
            return;
        }
        String action = attribute(tag, "action");
        String field = "";
        if (mark == Mark.ACTION) {
            form.removeIf(event -> isFieldNamed(event, name));
            field = token.actionFieldFor(method, action, override());
        } else if (!keepLast(form, name)) {
            field = token.hiddenFieldFor(method, action);
        }
        if (!field.isEmpty()) {
            form.add(1, context.getModelFactory().createText(field));
        }
    }

    /** Whether all that can send this form posts it to this site. */
    private boolean staysHere(CsrfToken token, @Nullable String method) {
        if (!CsrfToken.isPosted(method) || !token.isOwnAction(attribute(tag, "action"))) {
            return false;
        }
        for (ITemplateEvent event : body) {
            if (event instanceof IProcessableElementTag button) {
                String other = button.hasAttribute("formmethod") ? attribute(button, "formmethod") : method;
                boolean sends = !"dialog".equalsIgnoreCase(other);
                if (sends && !(CsrfToken.isPosted(other) && token.isOwnAction(attribute(button, "formaction")))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Expressions inlined in a text leave markup in it that Thymeleaf hasn't parsed, such as the field that core writes. */
    private static void setTextFieldsApart(List<ITemplateEvent> form, String start, IModelFactory models) {
        for (int i = 1; i < form.size(); i++) {
            if (form.get(i) instanceof IText text) {
                String whole = text.getText();
                int at = whole.indexOf(start);
                int end = at < 0 ? -1 : whole.indexOf('>', at) + 1;
                if (end > 0 && (at > 0 || end < whole.length())) {
                    form.set(i, models.createText(whole.substring(0, at)));
                    form.add(i + 1, models.createText(whole.substring(at, end)));
                    form.add(i + 2, models.createText(whole.substring(end)));
                    i++;
                }
            }
        }
    }

    private static String fieldAsText(String name) {
        return "<input type=\"hidden\" name=\"" + name + "\"";
    }

    /** Leaves one of the fields that others wrote, the page's own rather than a framework's; false if there is none. */
    private static boolean keepLast(List<ITemplateEvent> form, String name) {
        boolean kept = false;
        for (int i = form.size() - 1; i > 0; i--) {
            if (isFieldNamed(form.get(i), name)) {
                if (kept) {
                    form.remove(i);
                }
                kept = true;
            }
        }
        return kept;
    }

    private @Nullable String override() {
        for (ITemplateEvent event : body) {
            if (event instanceof IProcessableElementTag field && isFieldNamed(field, "_method")) {
                return attribute(field, "value");
            }
        }
        return null;
    }

    private static boolean isFieldNamed(ITemplateEvent event, String name) {
        if (event instanceof IText text) {
            return text.getText().startsWith(fieldAsText(name));
        }
        return event instanceof IProcessableElementTag field
                && field.getElementCompleteName().equalsIgnoreCase("input")
                && name.equals(attribute(field, "name"));
    }

    /** As a browser reads it. */
    private static @Nullable String attribute(IProcessableElementTag tag, String name) {
        return EscapedAttributeUtils.unescapeAttribute(TemplateMode.HTML, tag.getAttributeValue(name));
    }
}
