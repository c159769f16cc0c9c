package dev.tallystick.qute;

import dev.tallystick.CsrfToken;
import io.quarkus.qute.Expression;
import io.quarkus.qute.Mapper;
import io.quarkus.qute.ResolutionContext;
import io.quarkus.qute.Results;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import io.quarkus.qute.SingleResultNode;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sections {@code {#csrf /}}, the hidden field of a form with the attributes of {@link CsrfToken#field}, {@code
 * {#csrf_token /}}, the token alone, and {@code {#csrf_meta /}}, the meta tags for scripts. They look for the token among the
 * template's data, as {@link CsrfToken#find} does.
 */
public final class CsrfSections implements SectionHelperFactory<SectionHelper> {

    /** What one section writes for these variables and attributes. */
    @FunctionalInterface
    private interface Written {
        String write(Function<String, @Nullable Object> variables, Map<String, Object> attributes);
    }

    /** Sections for {@code EngineBuilder.addSectionHelper}. */
    public CsrfSections() {}

    @Override
    public List<String> getDefaultAliases() {
        return List.of("csrf", "csrf_token", "csrf_meta");
    }

    @Override
    public Scope initializeBlock(Scope outerScope, BlockInfo block) {
        block.getParameters().forEach(block::addExpression);
        return outerScope;
    }

    @Override
    public SectionHelper initialize(SectionInitContext section) {
        if (!section.getBlocks().get(0).isEmpty()) {
            throw malformed(section, "has no body: write {#" + section.getName() + " /}.");
        }
        Map<String, Expression> attributes = new HashMap<>();
        for (String name : section.getParameters().keySet()) {
            if (isPosition(name)) {
                throw malformed(
                        section, "has an attribute without a name: write {#csrf to=url /} or {#csrf action=url /}.");
            }
            attributes.put(name, section.getExpression(name));
        }
        Written written = switch (section.getName()) {
            case "csrf_token" -> withoutAttributes(CsrfToken::value);
            case "csrf_meta" -> withoutAttributes(CsrfToken::metaTags);
            default -> CsrfToken::field;
        };
        Origin origin = section.getOrigin();
        return context -> context.evaluate(attributes)
                .thenApply(
                        values -> new SingleResultNode(written(written, context.resolutionContext(), values, origin)));
    }

    /** What Qute calls an attribute that the template gave no name. */
    private static boolean isPosition(String name) {
        return name.charAt(0) >= '0' && name.charAt(0) <= '9';
    }

    private static TemplateException malformed(SectionInitContext section, String what) {
        return section.error("{text}")
                .argument("text", "The section " + section.getName() + " " + what)
                .origin(section.getOrigin())
                .build();
    }

    private static String written(
            Written written, ResolutionContext context, Map<String, Object> values, Origin origin) {
        try {
            values.forEach((name, value) -> {
                if (Results.isNotFound(value)) {
                    throw new IllegalArgumentException(
                            "The attribute " + name + " has a value that isn't found among the template's data.");
                }
            });
            return written.write(name -> variable(context, name), values);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw TemplateException.builder()
                    // A message is a template: what it says is handed to it, and never parsed.
                    .message("{text}{#if origin.hasNonGeneratedTemplateId??} In{origin}.{/if}")
                    .argument("text", e.getMessage())
                    .origin(origin)
                    .cause(e)
                    .build();
        }
    }

    private static Written withoutAttributes(Function<CsrfToken, String> what) {
        return (variables, attributes) -> {
            if (!attributes.isEmpty()) {
                throw new IllegalArgumentException(
                        "The section has no attributes: write {#csrf_token /} or {#csrf_meta /}.");
            }
            CsrfToken token = CsrfToken.find(variables);
            return token == null ? "" : what.apply(token);
        };
    }

    /** By its whole name, dots included: an expression would take those for a path. */
    private static @Nullable Object variable(ResolutionContext context, String name) {
        for (ResolutionContext at = context; at != null; at = at.getParent()) {
            Object data = at.getData();
            Object value = null;
            if (data instanceof Mapper mapper && mapper.appliesTo(name)) {
                value = mapper.get(name);
            } else if (data instanceof Map<?, ?> map) {
                value = map.get(name);
            }
            if (value != null && !Results.isNotFound(value)) {
                return value;
            }
        }
        return null;
    }
}
