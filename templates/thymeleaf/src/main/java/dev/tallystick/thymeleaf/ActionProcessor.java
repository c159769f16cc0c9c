package dev.tallystick.thymeleaf;

import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.AbstractAttributeTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;

/** Marks forms with {@code th:action}, whose attribute the standard dialect is about to turn into {@code action}. */
final class ActionProcessor extends AbstractAttributeTagProcessor {

    /** After th:each and th:if, and before th:action, in Spring's dialect too. */
    private static final int PRECEDENCE = 900;

    ActionProcessor(String dialectPrefix) {
        super(TemplateMode.HTML, dialectPrefix, "form", false, "action", true, PRECEDENCE, false);
    }

    @Override
    protected void doProcess(
            ITemplateContext context,
            IProcessableElementTag tag,
            AttributeName attributeName,
            String attributeValue,
            IElementTagStructureHandler structureHandler) {
        structureHandler.setAttribute(Mark.ATTRIBUTE, Mark.FIELD.value());
    }
}
