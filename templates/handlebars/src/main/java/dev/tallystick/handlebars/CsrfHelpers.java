package dev.tallystick.handlebars;

import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Handlebars.SafeString;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import dev.tallystick.CsrfToken;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The helpers {@code {{csrf}}}, the hidden field of a form with the attributes of {@link CsrfToken#field}, {@code
 * {{csrf_token}}}, the token alone, and {@code {{csrf_meta}}}, the meta tags for scripts. They look for the token among the
 * template's variables, as {@link CsrfToken#find} does.
 */
public final class CsrfHelpers {

    private CsrfHelpers() {}

    /** Adds the helpers to this engine. */
    public static void register(Handlebars handlebars) {
        handlebars.registerHelper("csrf", (Helper<@Nullable Object>) CsrfHelpers::field);
        handlebars.registerHelper("csrf_token", withoutAttributes(CsrfToken::value));
        handlebars.registerHelper("csrf_meta", withoutAttributes(CsrfToken::metaTags));
    }

    private static Object field(@Nullable Object parameter, Options options) {
        refuseParameters(parameter, options);
        return new SafeString(CsrfToken.field(variables(options), options.hash));
    }

    private static Helper<@Nullable Object> withoutAttributes(Function<CsrfToken, String> what) {
        return (parameter, options) -> {
            refuseParameters(parameter, options);
            if (!options.hash.isEmpty()) {
                throw new IllegalArgumentException(
                        "The helper has no attributes: write {{" + options.helperName + "}}.");
            }
            CsrfToken token = CsrfToken.find(variables(options));
            return new SafeString(token == null ? "" : what.apply(token));
        };
    }

    private static Function<String, @Nullable Object> variables(Options options) {
        // In brackets a name with dots is one name, and no path.
        return name -> options.context.get("[" + name + "]");
    }

    /** The first parameter comes in the place of the page's model. */
    private static void refuseParameters(@Nullable Object parameter, Options options) {
        if (options.params.length > 0 || parameter != options.context.model() || !options.tagType.inline()) {
            throw new IllegalArgumentException("The helper has no block, and no parameters without a name: write"
                    + " {{csrf}}, {{csrf to=url}} or {{csrf action=\"/transfers\"}}.");
        }
    }
}
