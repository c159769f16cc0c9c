package dev.tallystick.jmustache;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template.Fragment;
import dev.tallystick.CsrfToken;
import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sections {@code {{#csrf}}{{/csrf}}}, the hidden field of a form, {@code {{#csrf_token}}{{/csrf_token}}}, the token alone,
 * and {@code {{#csrf_meta}}{{/csrf_meta}}}, the meta tags for scripts. The field's attributes, those of {@link
 * CsrfToken#field}, stand in its section, as in HTML: {@code {{#csrf}}action="/transfers"{{/csrf}}}. The sections look for the
 * token among the template's variables, as {@link CsrfToken#find} does.
 */
public final class CsrfSections {

    private CsrfSections() {}

    /** A compiler like this one, whose templates know the sections; their names are then no longer those of variables. */
    public static Mustache.Compiler register(Mustache.Compiler compiler) {
        Map<String, Section> sections = Map.of(
                "csrf", new Section("csrf", compiler, CsrfToken::field),
                "csrf_token", withoutAttributes("csrf_token", compiler, CsrfToken::value),
                "csrf_meta", withoutAttributes("csrf_meta", compiler, CsrfToken::metaTags));
        return compiler.withCollector(new Names(sections, compiler.collector))
                .withFormatter(new NoVariables(compiler.formatter));
    }

    private static Section withoutAttributes(
            String name, Mustache.Compiler compiler, Function<CsrfToken, String> what) {
        return new Section(name, compiler, (variables, attributes) -> {
            if (!attributes.isEmpty()) {
                throw new IllegalArgumentException(
                        "The section has no attributes: write {{#" + name + "}}{{/" + name + "}}.");
            }
            CsrfToken token = CsrfToken.find(variables);
            return token == null ? "" : what.apply(token);
        });
    }

    /** What one section writes for these variables and attributes. */
    @FunctionalInterface
    private interface Written {
        String write(Function<String, @Nullable Object> variables, Map<String, String> attributes);
    }

    private record Section(String name, Mustache.Compiler compiler, Written written) implements Mustache.Lambda {

        @Override
        public void execute(Fragment fragment, Writer out) throws IOException {
            String text;
            try {
                text = written.write(variable -> value(fragment, variable), SectionAttributes.read(fragment.execute()));
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new MustacheException("In the section " + name + ": " + e.getMessage(), e);
            }
            out.write(text);
        }

        /** What the name stands for where the section is: told to the formatter of a template that writes it. */
        private @Nullable Object value(Fragment fragment, String variable) {
            @Nullable Object[] found = new Object[1];
            fragment.executeTemplate(
                    compiler.withDelims("{{ }}")
                            .escapeHTML(false)
                            .defaultValue("")
                            .withFormatter(value -> {
                                found[0] = value;
                                return "";
                            })
                            .compile("{{" + variable + "}}"),
                    Writer.nullWriter());
            return found[0];
        }
    }

    /** Knows the sections wherever a template is, so that none is silently left out. */
    private record Names(Map<String, Section> sections, Mustache.Collector others) implements Mustache.Collector {

        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return others.toIterator(value);
        }

        @Override
        public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
            Section section = sections.get(name);
            return section == null ? others.createFetcher(context, name) : (from, called) -> section;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return others.createFetcherCache();
        }
    }

    private record NoVariables(Mustache.Formatter others) implements Mustache.Formatter {

        @Override
        public CharSequence format(Object value) {
            if (value instanceof Section section) {
                throw new MustacheException(section.name() + " is a section and no variable: write {{#" + section.name()
                        + "}}{{/" + section.name() + "}}.");
            }
            return others.format(value);
        }
    }
}
