package dev.tallystick.spring.boot;

import dev.tallystick.CsrfToken;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.RequestDataValueProcessor;
import org.springframework.web.util.HtmlUtils;

/**
 * The hidden field in forms of Spring's tags and of Thymeleaf. Which forms get one, and for which action, core says; here it is
 * put together what a form is, since it comes in pieces: its action, a hidden field for another method, and its end.
 */
final class HiddenFields implements RequestDataValueProcessor {

    /** The form that is being written, from its action to its end. */
    private static final String FORM = HiddenFields.class.getName() + ".form";

    /** What the hidden field for another method asks for: Thymeleaf writes it before the form's action, Spring's tag after. */
    private static final String METHOD = HiddenFields.class.getName() + ".method";

    private static final String HIDDEN = "hidden";
    private static final String METHOD_FIELD = "_method";

    private record Form(
            @Nullable String method,
            String action,
            @Nullable String override) {}

    private final @Nullable RequestDataValueProcessor other;

    private HiddenFields(@Nullable RequestDataValueProcessor other) {
        this.other = other;
    }

    static HiddenFields alone() {
        return new HiddenFields(null);
    }

    static HiddenFields beside(RequestDataValueProcessor other) {
        return new HiddenFields(other);
    }

    @Override
    public String processAction(HttpServletRequest request, String action, @Nullable String method) {
        String processed = other == null ? action : other.processAction(request, action, method);
        Object override = request.getAttribute(METHOD);
        request.removeAttribute(METHOD);
        // What is processed is the attribute as it stands in the page, and a browser unescapes it.
        request.setAttribute(FORM, new Form(method, HtmlUtils.htmlUnescape(processed), (String) override));
        return processed;
    }

    @Override
    public String processFormFieldValue(
            HttpServletRequest request, @Nullable String name, String value, @Nullable String type) {
        String processed = other == null ? value : other.processFormFieldValue(request, name, value, type);
        request.removeAttribute(METHOD);
        if (METHOD_FIELD.equals(name) && HIDDEN.equals(type)) {
            if (request.getAttribute(FORM) instanceof Form form) {
                request.setAttribute(FORM, new Form(form.method(), form.action(), processed));
            } else {
                request.setAttribute(METHOD, processed);
            }
        }
        return processed;
    }

    @Override
    public @Nullable Map<String, String> getExtraHiddenFields(HttpServletRequest request) {
        Map<String, String> fields = other == null ? null : other.getExtraHiddenFields(request);
        Object written = request.getAttribute(FORM);
        request.removeAttribute(FORM);
        CsrfToken token = TallystickFilter.tokenIfAny(request);
        if (token == null || !(written instanceof Form form)) {
            return fields;
        }
        String value = token.valueFor(form.method(), form.action(), form.override());
        if (value.isEmpty()) {
            return fields;
        }
        Map<String, String> all = fields == null ? new LinkedHashMap<>() : new LinkedHashMap<>(fields);
        all.put(token.parameterName(), value);
        return all;
    }

    @Override
    public String processUrl(HttpServletRequest request, String url) {
        return other == null ? url : other.processUrl(request, url);
    }
}
