package dev.tallystick.jaxrs;

import dev.tallystick.CsrfExempt;
import dev.tallystick.http.RequestPath;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which methods of the application carry {@link CsrfExempt}, and where they can lie. Only those that are known when it is
 * deployed: a locator runs while the view is looked for, and no code of the application may run for a request that is to be
 * refused. So a refusal waits for the view only where an exempt one can be found.
 */
final class ExemptViews implements DynamicFeature {

    private static final Pattern ANYWHERE = Pattern.compile(".*", Pattern.DOTALL);

    private final List<Pattern> patterns = new CopyOnWriteArrayList<>();
    private volatile boolean deployed;

    /** The first request is here: what is said from now on is of what locators return. */
    void deployed() {
        if (!deployed) {
            deployed = true;
        }
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Class<?> type = resource.getResourceClass();
        Method method = resource.getResourceMethod();
        if (type == null || method == null) {
            return;
        }
        if (!type.isAnnotationPresent(CsrfExempt.class) && !method.isAnnotationPresent(CsrfExempt.class)) {
            return;
        }
        Path root = pathOf(type);
        if (root != null) {
            patterns.add(pattern(root, method.getAnnotation(Path.class)));
        } else if (!deployed) {
            // The handler of a resource that was put together by other means: where it lies isn't said here.
            patterns.add(ANYWHERE);
        } else {
            return;
        }
        context.register(new ExemptView());
    }

    /** Whether an exempt view may lie at this path. */
    boolean canAnswer(String sent) {
        if (patterns.isEmpty()) {
            return false;
        }
        String path = RequestPath.decode(sent, true);
        if (path == null) {
            return false;
        }
        for (Pattern pattern : patterns) {
            if (pattern.matcher(path).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Every path that the templates can match, and more where they hold expressions. */
    private static Pattern pattern(Path root, @Nullable Path method) {
        StringBuilder pattern = new StringBuilder();
        append(pattern, root.value());
        if (method != null) {
            append(pattern, method.value());
        }
        return Pattern.compile(pattern.append("/?").toString(), Pattern.DOTALL);
    }

    private static void append(StringBuilder pattern, String template) {
        int from = 0;
        int to = template.length();
        while (from < to && template.charAt(from) == '/') {
            from++;
        }
        while (to > from && template.charAt(to - 1) == '/') {
            to--;
        }
        if (from == to) {
            return;
        }
        pattern.append('/');
        while (from < to) {
            int open = template.indexOf('{', from);
            int end = open < 0 || open > to ? to : open;
            literal(pattern, template.substring(from, end));
            from = end < to ? variable(pattern, template, end, to) : to;
        }
    }

    private static void literal(StringBuilder pattern, String letters) {
        // What a template encodes is not worth decoding here.
        pattern.append(letters.indexOf('%') >= 0 ? ".*" : Pattern.quote(letters));
    }

    /** Where the variable ends that begins here; its expression may hold braces. */
    private static int variable(StringBuilder pattern, String template, int open, int to) {
        int depth = 0;
        int at = open;
        do {
            char c = template.charAt(at++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        } while (depth > 0 && at < to);
        pattern.append(template.substring(open, at).indexOf(':') >= 0 ? ".*" : "[^/]+");
        return at;
    }

    /** As the specification has it, an annotation may be a superclass's or an interface's. */
    private static @Nullable Path pathOf(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Path path = each.getAnnotation(Path.class);
            if (path != null) {
                return path;
            }
            for (Class<?> face : each.getInterfaces()) {
                Path declared = pathOf(face);
                if (declared != null) {
                    return declared;
                }
            }
        }
        return null;
    }
}
