package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.result.view.RequestDataValueProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.HtmlUtils;

/** The hidden field in forms of templates: in those that core gives one, with the token that it says. */
final class HiddenFields implements RequestDataValueProcessor {

    /** The form that is being written, from its action to its end. */
    private static final String FORM = HiddenFields.class.getName() + ".form";

    /** What the hidden field for another method asks for, which Thymeleaf writes before the form's action. */
    private static final String METHOD = HiddenFields.class.getName() + ".method";

    private static final String MODEL_NAME = "_csrf";

    private record Form(
            @Nullable String method,
            String action,
            @Nullable String override) {}

    private final @Nullable RequestDataValueProcessor other;

    HiddenFields(@Nullable RequestDataValueProcessor other) {
        this.other = other;
    }

    @Override
    public String processAction(ServerWebExchange exchange, String action, @Nullable String method) {
        String processed = other == null ? action : other.processAction(exchange, action, method);
        Object override = exchange.getAttributes().remove(METHOD);
        // What is processed is the attribute as it stands in the page, and a browser unescapes it.
        exchange.getAttributes().put(FORM, new Form(method, HtmlUtils.htmlUnescape(processed), (String) override));
        return processed;
    }

    @Override
    public String processFormFieldValue(ServerWebExchange exchange, String name, String value, String type) {
        String processed = other == null ? value : other.processFormFieldValue(exchange, name, value, type);
        exchange.getAttributes().remove(METHOD);
        if ("_method".equals(name) && "hidden".equals(type)) {
            exchange.getAttributes().put(METHOD, processed);
        }
        return processed;
    }

    @Override
    public @Nullable Map<String, String> getExtraHiddenFields(ServerWebExchange exchange) {
        Map<String, String> fields = other == null ? null : fieldsOf(other, exchange);
        Object written = exchange.getAttributes().remove(FORM);
        CsrfToken token = TallystickWebFilter.tokenIfAny(exchange);
        if (token == null || !(written instanceof Form form)) {
            return fields;
        }
        String value = token.demandedValueFor(form.method(), form.action(), form.override());
        if (value.isEmpty()) {
            return fields;
        }
        Map<String, String> all = fields == null ? new LinkedHashMap<>() : new LinkedHashMap<>(fields);
        all.put(token.parameterName(), value);
        return all;
    }

    /** Views leave their model among the attributes, and what Spring Security finds under this name it takes for its own. */
    private static @Nullable Map<String, String> fieldsOf(RequestDataValueProcessor other, ServerWebExchange exchange) {
        if (!(exchange.getAttribute(MODEL_NAME) instanceof CsrfToken ours)) {
            return other.getExtraHiddenFields(exchange);
        }
        exchange.getAttributes().remove(MODEL_NAME);
        try {
            return other.getExtraHiddenFields(exchange);
        } finally {
            exchange.getAttributes().put(MODEL_NAME, ours);
        }
    }

    @Override
    public String processUrl(ServerWebExchange exchange, String url) {
        return other == null ? url : other.processUrl(exchange, url);
    }
}
