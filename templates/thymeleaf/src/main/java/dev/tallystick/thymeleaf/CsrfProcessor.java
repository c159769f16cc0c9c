package dev.tallystick.thymeleaf;

import dev.tallystick.CsrfToken;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.exceptions.TemplateProcessingException;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.AbstractAttributeTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;

/** Marks forms with {@code th:csrf}, and puts the meta tags in the place of {@code <meta th:csrf>}. */
final class CsrfProcessor extends AbstractAttributeTagProcessor {

    /** After {@link ActionProcessor}, whose mark it replaces. */
    private static final int PRECEDENCE = 910;

    CsrfProcessor(String dialectPrefix) {
        super(TemplateMode.HTML, dialectPrefix, null, false, "csrf", true, PRECEDENCE, true);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attributeName,
            @Nullable String attributeValue,
            IElementTagStructureHandler structureHandler) {
        String name = attributeName.getCompleteAttributeNames()[0];
        String element = tag.getElementCompleteName();
        if (element.equalsIgnoreCase("form")) {
            Mark mark = Mark.of(attributeValue);
            if (mark == null) {
                throw new TemplateProcessingException(name + "=\"" + attributeValue + "\" is none of these:"
                        + " th:csrf for a token that holds for every form, th:csrf=\"action\" for one that holds for this form"
                        + " alone, th:csrf=\"none\" for no field");
            }
            structureHandler.setAttribute(Mark.ATTRIBUTE, mark.value());
        } else if (element.equalsIgnoreCase("meta")) {
            CsrfToken token = CsrfToken.find(context::getVariable);
            structureHandler.replaceWith(token == null ? "" : token.metaTags(), false);
        } else {
            throw new TemplateProcessingException(name + " belongs to <form> or <meta>, not to <" + element + ">;"
                    + " a token alone is ${#csrf.token}");
        }
    }
}
