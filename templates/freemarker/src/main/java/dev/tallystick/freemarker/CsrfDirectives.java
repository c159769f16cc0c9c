package dev.tallystick.freemarker;

import dev.tallystick.CsrfToken;
import freemarker.core.Environment;
import freemarker.template.Configuration;
import freemarker.template.TemplateDirectiveBody;
import freemarker.template.TemplateDirectiveModel;
import freemarker.template.TemplateException;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateScalarModel;
import freemarker.template.utility.DeepUnwrap;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The directives {@code <@csrf/>}, the hidden field of a form with the attributes of {@link CsrfToken#field},
 * {@code <@csrf_token/>}, the token alone, and {@code <@csrf_meta/>}, the meta tags for scripts. They look for the token among
 * the template's variables, as {@link CsrfToken#find} does.
 */
public final class CsrfDirectives {

    /** What one directive writes for these variables and attributes. */
    @FunctionalInterface
    private interface Written {
        String write(Function<String, @Nullable Object> variables, Map<String, String> attributes);
    }

    private CsrfDirectives() {}

    /** Makes the directives shared variables of all templates. */
    public static void register(Configuration configuration) {
        configuration.setSharedVariable("csrf", new Directive(true, CsrfToken::field));
        configuration.setSharedVariable(
                "csrf_token", new Directive(false, (variables, none) -> written(variables, CsrfToken::value)));
        configuration.setSharedVariable(
                "csrf_meta", new Directive(false, (variables, none) -> written(variables, CsrfToken::metaTags)));
    }

    private static String written(Function<String, @Nullable Object> variables, Function<CsrfToken, String> what) {
        CsrfToken token = CsrfToken.find(variables);
        return token == null ? "" : what.apply(token);
    }

    private record Directive(boolean takesAttributes, Written written) implements TemplateDirectiveModel {

        @Override
        public void execute(
                Environment environment,
                @SuppressWarnings("rawtypes") Map parameters,
                TemplateModel[] loopVariables,
                @Nullable TemplateDirectiveBody body)
                throws TemplateException, IOException {
            if (body != null || loopVariables.length > 0) {
                throw new TemplateException(
                        "The directive has neither a body nor loop variables: write it as <@csrf/>.", environment);
            }
            if (!takesAttributes && !parameters.isEmpty()) {
                throw new TemplateException(
                        "The directive has no attributes: write <@csrf_token/> or <@csrf_meta/>.", environment);
            }
            String text;
            try {
                text = written.write(name -> variable(environment, name), texts(parameters, environment));
            } catch (IllegalArgumentException | IllegalStateException e) {
                // With the template's own place in its message, and whatever the configuration says of exceptions in
                // directives.
                throw new TemplateException(e.getMessage(), e, environment);
            }
            environment.getOut().write(text);
        }

        private static @Nullable Object variable(Environment environment, String name) {
            try {
                TemplateModel model = environment.getVariable(name);
                return model == null ? null : DeepUnwrap.permissiveUnwrap(model);
            } catch (TemplateModelException e) {
                throw new IllegalStateException("The template's variable " + name + " can't be read.", e);
            }
        }

        private static Map<String, String> texts(Map<?, ?> parameters, Environment environment)
                throws TemplateException {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Map.Entry<?, ?> parameter : parameters.entrySet()) {
                String name = (String) parameter.getKey();
                if (!(parameter.getValue() instanceof TemplateScalarModel text)) {
                    throw new TemplateException(
                            "The attribute " + name + " is no string, as which markup doesn't count either:"
                                    + " give the plain URL or method.",
                            environment);
                }
                texts.put(name, text.getAsString());
            }
            return texts;
        }
    }
}
