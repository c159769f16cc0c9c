package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.Methods;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.result.view.RequestDataValueProcessor;
import org.springframework.web.server.ServerWebExchange;

/**
 * The hidden field in forms of templates: one in every form that changes state on this site, none in a form that goes to
 * another, since that site would get the token.
 */
final class HiddenFields implements RequestDataValueProcessor {

    /** Between a form's action and its end, which are asked about one after the other. */
    private static final String WITHOUT = HiddenFields.class.getName() + ".without";

    private static final String MODEL_NAME = "_csrf";

    private final @Nullable RequestDataValueProcessor other;

    HiddenFields(@Nullable RequestDataValueProcessor other) {
        this.other = other;
    }

    @Override
    public String processAction(ServerWebExchange exchange, String action, @Nullable String method) {
        CsrfToken token = TallystickWebFilter.tokenIfAny(exchange);
        if (token == null
                || method == null
                || Methods.isSafe(method.toUpperCase(Locale.ROOT))
                || !token.isOwnAction(action)) {
            exchange.getAttributes().put(WITHOUT, Boolean.TRUE);
        } else {
            exchange.getAttributes().remove(WITHOUT);
        }
        return other == null ? action : other.processAction(exchange, action, method);
    }

    @Override
    public String processFormFieldValue(ServerWebExchange exchange, String name, String value, String type) {
        return other == null ? value : other.processFormFieldValue(exchange, name, value, type);
    }

    @Override
    public @Nullable Map<String, String> getExtraHiddenFields(ServerWebExchange exchange) {
        Map<String, String> fields = other == null ? null : fieldsOf(other, exchange);
        boolean without = exchange.getAttributes().remove(WITHOUT) != null;
        CsrfToken token = without ? null : TallystickWebFilter.tokenIfAny(exchange);
        if (token == null) {
            return fields;
        }
        Map<String, String> all = fields == null ? new LinkedHashMap<>() : new LinkedHashMap<>(fields);
        all.put(token.parameterName(), token.value());
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
