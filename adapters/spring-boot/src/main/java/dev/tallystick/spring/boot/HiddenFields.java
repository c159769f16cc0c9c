package dev.tallystick.spring.boot;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.Methods;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.RequestDataValueProcessor;

/**
 * The hidden field in forms of Spring's tags and of Thymeleaf: one in every form that changes state on this site, none in a
 * form that goes to another, since that site would get the token.
 */
final class HiddenFields implements RequestDataValueProcessor {

    /** Between a form's action and its end, which are asked about one after the other. */
    private static final String WITHOUT = HiddenFields.class.getName() + ".without";

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
    public String processAction(HttpServletRequest request, String action, String method) {
        if (Methods.isSafe(method.toUpperCase(Locale.ROOT)) || !staysHere(action)) {
            request.setAttribute(WITHOUT, Boolean.TRUE);
        } else {
            request.removeAttribute(WITHOUT);
        }
        return other == null ? action : other.processAction(request, action, method);
    }

    @Override
    public String processFormFieldValue(HttpServletRequest request, @Nullable String name, String value, String type) {
        return other == null ? value : other.processFormFieldValue(request, name, value, type);
    }

    @Override
    public @Nullable Map<String, String> getExtraHiddenFields(HttpServletRequest request) {
        Map<String, String> fields = other == null ? null : other.getExtraHiddenFields(request);
        boolean without = request.getAttribute(WITHOUT) != null;
        request.removeAttribute(WITHOUT);
        CsrfToken token = without ? null : TallystickFilter.tokenIfAny(request);
        if (token == null) {
            return fields;
        }
        Map<String, String> all = fields == null ? new LinkedHashMap<>() : new LinkedHashMap<>(fields);
        all.put(token.parameterName(), token.value());
        return all;
    }

    @Override
    public String processUrl(HttpServletRequest request, String url) {
        return other == null ? url : other.processUrl(request, url);
    }

    /**
     * Whether a browser takes the action for an address of this site: it has neither a scheme nor a host. Browsers trim
     * control characters and spaces, leave out tabs and line breaks, and take a backslash for a slash (WHATWG URL, section
     * 4.4).
     */
    static boolean staysHere(String action) {
        StringBuilder seen = new StringBuilder(action.length());
        for (int i = 0; i < action.length(); i++) {
            char c = action.charAt(i);
            if (c == '\t' || c == '\n' || c == '\r' || (c <= ' ' && seen.isEmpty())) {
                continue;
            }
            seen.append(c == '\\' ? '/' : c);
        }
        if (seen.length() >= 2 && seen.charAt(0) == '/' && seen.charAt(1) == '/') {
            return false;
        }
        for (int i = 0; i < seen.length(); i++) {
            char c = seen.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return true;
            }
            if (c == ':') {
                return false;
            }
        }
        return true;
    }
}
