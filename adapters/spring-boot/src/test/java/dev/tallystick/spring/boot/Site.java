package dev.tallystick.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import org.springframework.http.HttpHeaders;

/** An application on a port of its own, and a browser that keeps its cookies. */
final class Site implements AutoCloseable {

    /** Of both lines of Spring Boot; what a line doesn't have is left out by itself. */
    static final String WITHOUT_SECURITY = String.join(
            ",",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration");

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
        application.setWebApplicationType(WebApplicationType.SERVLET);
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

    URI at(String target) {
        return URI.create(origin() + target);
    }

    HttpResponse<String> get(String target) {
        return send(request(target).GET());
    }

    /** As a browser that navigates there. */
    HttpResponse<String> getPage(String target) {
        return send(request(target).setHeader("Accept", "text/html").GET());
    }

    /** A form that a page of the site posts, with its fields as name, value, and so on. */
    HttpResponse<String> post(String target, String... fields) {
        return send(form(target, fields).header("Origin", origin()));
    }

    /** A form that a page of another site posts here. */
    HttpResponse<String> forge(String target, String... fields) {
        return send(form(target, fields).header("Origin", "https://evil.example"));
    }

    HttpRequest.Builder form(String target, String... fields) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return request(target)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    HttpRequest.Builder request(String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(target)).header("Accept", "application/json");
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    /** A post with these headers alone. */
    HttpRequest.Builder bare(String target, HttpHeaders headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(target)).POST(HttpRequest.BodyPublishers.noBody());
        headers.headerSet()
                .forEach(header -> header.getValue().forEach(value -> request.header(header.getKey(), value)));
        return request;
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
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

    Map<String, String> cookies() {
        return cookies;
    }

    @Override
    public void close() {
        context.close();
    }
}
