package dev.tallystick.spring.boot.reactive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A WebFlux application as Spring Boot starts it, and a browser that keeps its cookies. */
final class Site implements AutoCloseable {

    /** Of both lines of Spring Boot; what a line doesn't have is left out by itself. */
    static final String WITHOUT_SECURITY = String.join(
            ",",
            "org.springframework.boot.autoconfigure.security.reactive.ReactiveSecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.reactive.ReactiveUserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private Site(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Without Spring Security; properties as key=value. */
    static Site start(Class<?> configuration, String... properties) {
        Map<String, Object> all = all(properties);
        all.put("spring.autoconfigure.exclude", WITHOUT_SECURITY);
        return start(configuration, all);
    }

    static Site startWithSecurity(Class<?> configuration, String... properties) {
        return start(configuration, all(properties));
    }

    private static Map<String, Object> all(String... properties) {
        Map<String, Object> all = new HashMap<>();
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        }
        return all;
    }

    private static Site start(Class<?> configuration, Map<String, Object> properties) {
        SpringApplication application = new SpringApplication(Application.class, configuration);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        properties.put("server.port", 0);
        properties.put("server.address", "127.0.0.1");
        application.setDefaultProperties(properties);
        return new Site(application.run());
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    String origin() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    HttpResponse<String> get(String target) {
        return send(request(target).GET());
    }

    /** A form that a page of the site posts. */
    HttpResponse<String> post(String target, String form) {
        return send(form(target, form).header("Origin", origin()));
    }

    /** A form that a page of another site posts here. */
    HttpResponse<String> forge(String target, String form) {
        return send(form(target, form).header("Origin", "https://evil.example"));
    }

    private HttpRequest.Builder form(String target, String form) {
        return request(target)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    private HttpRequest.Builder request(String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + target))
                .header("Accept", "application/json, text/html, */*");
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (String line : response.headers().allValues("Set-Cookie")) {
                String cookie = line.substring(0, (line + ";").indexOf(';'));
                cookies.put(cookie.substring(0, cookie.indexOf('=')), cookie.substring(cookie.indexOf('=') + 1));
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
