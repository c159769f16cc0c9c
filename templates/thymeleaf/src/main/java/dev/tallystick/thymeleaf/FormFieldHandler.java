package dev.tallystick.thymeleaf;

import org.jspecify.annotations.Nullable;
import org.thymeleaf.engine.AbstractTemplateHandler;
import org.thymeleaf.model.ICDATASection;
import org.thymeleaf.model.ICloseElementTag;
import org.thymeleaf.model.IComment;
import org.thymeleaf.model.IDocType;
import org.thymeleaf.model.IElementTag;
import org.thymeleaf.model.IModelVisitor;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.model.IProcessingInstruction;
import org.thymeleaf.model.IStandaloneElementTag;
import org.thymeleaf.model.ITemplateEnd;
import org.thymeleaf.model.ITemplateEvent;
import org.thymeleaf.model.ITemplateStart;
import org.thymeleaf.model.IText;
import org.thymeleaf.model.IXMLDeclaration;

/**
 * Holds back each marked form until its end is there, and then sends it on with the one field it must have. Public since
 * Thymeleaf makes one for each page; not for use by applications.
 */
public final class FormFieldHandler extends AbstractTemplateHandler {

    private final IModelVisitor output = new Output();
    private @Nullable HeldForm held;
    private boolean insideAnother;

    /** For Thymeleaf. */
    public FormFieldHandler() {}

    @Override
    public void handleOpenElement(IOpenElementTag tag) {
        IOpenElementTag clean = withoutMark(tag);
        if (held != null) {
            // A form inside a form is none for browsers: its fields go where the outer one's go.
            held.add(clean);
        } else if (!isForm(tag) || insideAnother) {
            super.handleOpenElement(clean);
        } else {
            Mark mark = tag.hasAttribute(Mark.ATTRIBUTE) ? Mark.of(tag.getAttributeValue(Mark.ATTRIBUTE)) : null;
            if (mark == Mark.FIELD || mark == Mark.ACTION) {
                held = new HeldForm(clean, mark);
            } else {
                insideAnother = true;
                super.handleOpenElement(clean);
            }
        }
    }

    @Override
    public void handleCloseElement(ICloseElementTag tag) {
        boolean form = isForm(tag);
        if (held == null) {
            super.handleCloseElement(tag);
            insideAnother &= !form;
            return;
        }
        held.add(tag);
        if (form) {
            release(held);
        }
    }

    @Override
    public void handleTemplateEnd(ITemplateEnd end) {
        if (held != null) {
            release(held);
        }
        super.handleTemplateEnd(end);
    }

    private void release(HeldForm form) {
        held = null;
        for (ITemplateEvent event : form.withItsField(getContext())) {
            event.accept(output);
        }
    }

    @Override
    public void handleStandaloneElement(IStandaloneElementTag tag) {
        IStandaloneElementTag clean = withoutMark(tag);
        if (held == null) {
            super.handleStandaloneElement(clean);
        } else {
            held.add(clean);
        }
    }

    @Override
    public void handleText(IText text) {
        if (held == null) {
            super.handleText(text);
        } else {
            held.add(text);
        }
    }

    @Override
    public void handleComment(IComment comment) {
        if (held == null) {
            super.handleComment(comment);
        } else {
            held.add(comment);
        }
    }

    @Override
    public void handleCDATASection(ICDATASection section) {
        if (held == null) {
            super.handleCDATASection(section);
        } else {
            held.add(section);
        }
    }

    @Override
    public void handleDocType(IDocType docType) {
        if (held == null) {
            super.handleDocType(docType);
        } else {
            held.add(docType);
        }
    }

    @Override
    public void handleXMLDeclaration(IXMLDeclaration declaration) {
        if (held == null) {
            super.handleXMLDeclaration(declaration);
        } else {
            held.add(declaration);
        }
    }

    @Override
    public void handleProcessingInstruction(IProcessingInstruction instruction) {
        if (held == null) {
            super.handleProcessingInstruction(instruction);
        } else {
            held.add(instruction);
        }
    }

    private <T extends IProcessableElementTag> T withoutMark(T tag) {
        return tag.hasAttribute(Mark.ATTRIBUTE)
                ? getContext().getModelFactory().removeAttribute(tag, Mark.ATTRIBUTE)
                : tag;
    }

    private static boolean isForm(IElementTag tag) {
        return tag.getElementCompleteName().equalsIgnoreCase("form");
    }

    /** Sends on what was held back, past this handler. */
    private final class Output implements IModelVisitor {

        @Override
        public void visit(ITemplateStart start) {
            FormFieldHandler.super.handleTemplateStart(start);
        }

        @Override
        public void visit(ITemplateEnd end) {
            FormFieldHandler.super.handleTemplateEnd(end);
        }

        @Override
        public void visit(IXMLDeclaration declaration) {
            FormFieldHandler.super.handleXMLDeclaration(declaration);
        }

        @Override
        public void visit(IDocType docType) {
            FormFieldHandler.super.handleDocType(docType);
        }

        @Override
        public void visit(ICDATASection section) {
            FormFieldHandler.super.handleCDATASection(section);
        }

        @Override
        public void visit(IComment comment) {
            FormFieldHandler.super.handleComment(comment);
        }

        @Override
        public void visit(IText text) {
            FormFieldHandler.super.handleText(text);
        }

        @Override
        public void visit(IStandaloneElementTag tag) {
            FormFieldHandler.super.handleStandaloneElement(tag);
        }

        @Override
        public void visit(IOpenElementTag tag) {
            FormFieldHandler.super.handleOpenElement(tag);
        }

        @Override
        public void visit(ICloseElementTag tag) {
            FormFieldHandler.super.handleCloseElement(tag);
        }

        @Override
        public void visit(IProcessingInstruction instruction) {
            FormFieldHandler.super.handleProcessingInstruction(instruction);
        }
    }
}
