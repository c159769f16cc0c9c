package dev.tallystick.pebble;

import dev.tallystick.CsrfToken;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions {@code csrf()}, the hidden field of a form with the attributes of {@link CsrfToken#field} as named arguments,
 * {@code csrf_token()}, the token alone, and {@code csrf_meta()}, the meta tags for scripts. They look for the token among the
 * template's variables, as {@link CsrfToken#find} does.
 */
public final class CsrfExtension extends AbstractExtension {

    /** What one function writes for these variables and arguments. */
    @FunctionalInterface
    private interface Written {
        String write(
                java.util.function.Function<String, @Nullable Object> variables,
                Map<String, ? extends @Nullable Object> arguments);
    }

    /** An extension for {@code PebbleEngine.Builder.extension}. */
    public CsrfExtension() {}

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of(
                "csrf", new Writer("csrf", CsrfToken::field),
                "csrf_token", withoutArguments("csrf_token", CsrfToken::value),
                "csrf_meta", withoutArguments("csrf_meta", CsrfToken::metaTags));
    }

    private static Function withoutArguments(String name, java.util.function.Function<CsrfToken, String> what) {
        return new Writer(name, (variables, arguments) -> {
            if (!arguments.isEmpty()) {
                throw new IllegalArgumentException("The function has no arguments: write " + name + "().");
            }
            CsrfToken token = CsrfToken.find(variables);
            return token == null ? "" : what.apply(token);
        });
    }

    private record Writer(String name, Written written) implements Function {

        /** None: so arguments without a name come by their position, and aren't taken for one with a name. */
        @Override
        public List<String> getArgumentNames() {
            return List.of();
        }

        @Override
        public Object execute(
                Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int lineNumber) {
            try {
                return new SafeString(written.write(context::getVariable, arguments));
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new PebbleException(e, e.getMessage(), lineNumber, self.getName());
            }
        }
    }
}
