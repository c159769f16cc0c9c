package dev.tallystick.thymeleaf;

import dev.tallystick.tck.templates.TemplateSite;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import org.thymeleaf.templateresolver.StringTemplateResolver;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/** Thymeleaf with the dialect, as an application sets it up. */
final class Engine {

    private final TemplateEngine engine = new TemplateEngine();

    private Engine() {
        ClassLoaderTemplateResolver files = new ClassLoaderTemplateResolver();
        files.setSuffix(".html");
        files.getResolvablePatternSpec().addPattern("pages/*");
        files.setOrder(1);
        StringTemplateResolver strings = new StringTemplateResolver();
        strings.setOrder(2);
        engine.addTemplateResolver(files);
        engine.addTemplateResolver(strings);
        engine.addDialect(new TallystickDialect());
    }

    /** A page that shows one template, by its name or as it stands here, whatever is asked for. */
    static TemplateSite.Page page(String template) {
        Engine engine = new Engine();
        return (request, response, out) -> {
            JakartaServletWebApplication application =
                    JakartaServletWebApplication.buildApplication(request.getServletContext());
            engine.engine.process(
                    template,
                    new WebContext(application.buildExchange(request, response), Locale.ENGLISH, variables(request)),
                    out);
        };
    }

    private static Map<String, Object> variables(HttpServletRequest request) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("own", "http://" + request.getHeader("Host"));
        variables.put("foreign", "\t//evil.example\"><script>");
        variables.put("per", "'\"><b>");
        return variables;
    }
}
