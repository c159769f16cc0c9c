package dev.tallystick.thymeleaf;

import dev.tallystick.CsrfToken;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.dialect.IExpressionObjectDialect;
import org.thymeleaf.dialect.IPostProcessorDialect;
import org.thymeleaf.expression.IExpressionObjectFactory;
import org.thymeleaf.postprocessor.IPostProcessor;
import org.thymeleaf.postprocessor.PostProcessor;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.standard.StandardDialect;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Puts the hidden field into Thymeleaf's forms: {@code engine.addDialect(new TallystickDialect())}.
 *
 * <ul>
 *   <li>A form with {@code th:action} gets one field if it is posted to this site, and none otherwise.
 *   <li>{@code th:csrf} on another form does the same; {@code th:csrf="action"} makes it a token for this form alone, and
 *       {@code th:csrf="none"} leaves the form as it is.
 *   <li>{@code <meta th:csrf>} becomes the meta tags that scripts read.
 *   <li>{@code ${#csrf.token}} is a token alone; see {@link CsrfExpressions}.
 * </ul>
 *
 * <p>Works on the page as it will be sent, so there is exactly one field, whoever else writes one: Spring's form support, or
 * the page itself. The token is the variable or request attribute {@code _csrf}, as {@link CsrfToken#find} has it. Immutable
 * and safe for use by many threads.
 */
public final class TallystickDialect extends AbstractProcessorDialect
        implements IPostProcessorDialect, IExpressionObjectDialect {

    private static final String EXPRESSION_OBJECT = "csrf";
    private static final int POST_PROCESSOR_PRECEDENCE = 1000;

    /** For templates that use Thymeleaf's attributes by their usual prefix, {@code th}. */
    public TallystickDialect() {
        this(StandardDialect.PREFIX);
    }

    /**
     * @param prefix that the application has given to Thymeleaf's standard dialect
     */
    public TallystickDialect(String prefix) {
        super("Tallystick", prefix, StandardDialect.PROCESSOR_PRECEDENCE);
    }

    @Override
    public Set<IProcessor> getProcessors(String dialectPrefix) {
        return Set.of(new ActionProcessor(dialectPrefix), new CsrfProcessor(dialectPrefix));
    }

    @Override
    public int getDialectPostProcessorPrecedence() {
        return POST_PROCESSOR_PRECEDENCE;
    }

    @Override
    public Set<IPostProcessor> getPostProcessors() {
        return Set.of(new PostProcessor(TemplateMode.HTML, FormFieldHandler.class, POST_PROCESSOR_PRECEDENCE));
    }

    @Override
    public IExpressionObjectFactory getExpressionObjectFactory() {
        return new Expressions();
    }

    private static final class Expressions implements IExpressionObjectFactory {

        @Override
        public Set<String> getAllExpressionObjectNames() {
            return Set.of(EXPRESSION_OBJECT);
        }

        @Override
        public @Nullable Object buildObject(IExpressionContext context, String expressionObjectName) {
            return expressionObjectName.equals(EXPRESSION_OBJECT)
                    ? new CsrfExpressions(CsrfToken.find(context::getVariable))
                    : null;
        }

        @Override
        public boolean isCacheable(String expressionObjectName) {
            return true;
        }
    }
}
