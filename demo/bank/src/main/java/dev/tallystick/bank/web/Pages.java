package dev.tallystick.bank.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Map;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/**
 * Renders the bank's pages: Thymeleaf, every value escaped. A page is rendered whole before any of it is sent, so that a
 * token's cookie still finds its way into the head. Safe for use by many threads.
 */
public final class Pages {

    private final TemplateEngine engine = new TemplateEngine();

    public Pages() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(Pages.class.getClassLoader());
        resolver.setPrefix("bank/pages/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
    }

    /** A page that can see the attributes of its request: {@code _csrf} among them. */
    public String render(
            String page, HttpServletRequest request, HttpServletResponse response, Map<String, ?> variables) {
        WebContext context = new WebContext(
                JakartaServletWebApplication.buildApplication(request.getServletContext())
                        .buildExchange(request, response),
                Locale.UK);
        variables.forEach(context::setVariable);
        return engine.process(page, context);
    }

    /** A page that sees no request. */
    public String render(String page, Map<String, ?> variables) {
        Context context = new Context(Locale.UK);
        variables.forEach(context::setVariable);
        return engine.process(page, context);
    }
}
