package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tallystick.CsrfToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The same controllers for browsers and, behind a JWT, for phones. */
class JwtMountTest {

    @RestController
    static class Controller {
        @GetMapping({"/web/who", "/mobile/who"})
        String who(
                HttpServletRequest request,
                @Nullable Principal principal,
                Optional<CsrfToken> token,
                @CookieValue(name = "JSESSIONID", required = false) @Nullable String cookie) {
            return "user=" + request.getRemoteUser()
                    + " principal=" + (principal == null ? null : principal.getName())
                    + " token=" + token.isPresent()
                    + " cookies=" + (request.getCookies() == null ? 0 : request.getCookies().length)
                    + " header=" + (request.getHeader("Cookie") != null)
                    + " bound=" + (cookie != null)
                    + " session=" + (request.getSession(false) != null);
        }

        @GetMapping("/web/token")
        String token(CsrfToken token) {
            return token.value();
        }

        @PostMapping("/web/login")
        String login(HttpServletRequest request) {
            request.getSession().setAttribute("user", "ann");
            return "welcome";
        }

        @PostMapping({"/web/transfer", "/mobile/transfer"})
        String transfer() {
            return "transferred";
        }

        @GetMapping("/mobile/session")
        String session(HttpServletRequest request) {
            return request.getSession().getId();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Controllers {
        @Bean
        Controller controller() {
            return new Controller();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BesideSpringSecurity extends Controllers {
        /** As the starter's page of instructions has it. */
        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .addFilterBefore(JwtMountTest::takeSubject, SecurityContextHolderAwareRequestFilter.class)
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/mobile/**")
                            .authenticated()
                            .anyRequest()
                            .permitAll())
                    .build();
        }
    }

    static void takeSubject(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Principal subject = ((HttpServletRequest) request).getUserPrincipal();
        if (subject != null) {
            SecurityContextHolder.setContext(
                    new SecurityContextImpl(new PreAuthenticatedAuthenticationToken(subject, "", List.of())));
        }
        chain.doFilter(request, response);
    }

    @TempDir
    private static Path directory;

    private static RSAKey key;
    private static String[] properties;
    private static Site site;

    @BeforeAll
    static void start() throws JOSEException, IOException {
        key = new RSAKeyGenerator(2048).keyID("k").generate();
        Path jwks = Files.writeString(directory.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString());
        properties = new String[] {
            "tallystick.mounts=/web=csrf,/mobile=jwt",
            "tallystick.jwt.issuer=https://id.bank.example",
            "tallystick.jwt.audience=bank",
            "tallystick.jwt.jwks=" + jwks,
            "tallystick.jwt.claim.mobile=true"
        };
        site = Site.start(Controllers.class, properties);
        assertThat(site.post("/web/login", "_csrf", site.get("/web/token").body())
                        .body())
                .isEqualTo("welcome");
        assertThat(site.cookies()).containsOnlyKeys("csrf", "JSESSIONID");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aViewSeesTheSubjectAndNothingThatABrowserAttaches() {
        assertThat(asPhone(site, "/mobile/who", jwt(true)).body())
                .isEqualTo("user=phil principal=phil token=false cookies=0 header=false bound=false session=false");
        assertThat(site.get("/web/who").body())
                .isEqualTo("user=null principal=null token=true cookies=2 header=true bound=true session=true");
    }

    @Test
    void aChangeNeedsTheJwtAndNoToken() {
        assertThat(post(jwt(true)).body()).isEqualTo("transferred");
        assertThat(post(jwt(false)).body()).contains("\"reason\":\"missing-claim\"");
        assertThat(site.post("/mobile/transfer").body()).contains("\"reason\":\"missing-jwt\"");
        assertThat(site.post("/mobile/transfer").statusCode()).isEqualTo(401);
    }

    @Test
    void aJwtOpensNoMountForBrowsers() {
        assertThat(asPhone(site, "/elsewhere", jwt(true)).body()).contains("\"reason\":\"no-protection\"");
        HttpResponse<String> response = site.send(site.request("/web/transfer")
                .header("Origin", "https://evil.example")
                .header("Authorization", "Bearer " + jwt(true))
                .POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(response.body()).contains("\"reason\":\"untrusted-origin\"");
    }

    @Test
    void aViewCanBeginNoSession() {
        HttpResponse<String> response = asPhone(site, "/mobile/session", jwt(true));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile/who", "/mobile/unknown"})
    void withoutAJwtNotEvenTheAbsenceOfAViewIsTold(String path) {
        assertThat(site.get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void springSecurityTakesTheSubjectFromAFilterThatShowsItAndKeepsItInNoSession() {
        try (Site beside = Site.startWithSecurity(BesideSpringSecurity.class, properties)) {
            beside.post("/web/login", "_csrf", beside.get("/web/token").body());

            assertThat(asPhone(beside, "/mobile/who", jwt(true)).body())
                    .isEqualTo("user=phil principal=phil token=false cookies=0 header=false bound=false session=false");
            assertThat(beside.get("/mobile/who").statusCode()).isEqualTo(401);
            assertThat(beside.get("/web/who").body()).startsWith("user=null principal=null token=true");
            assertThat(beside.cookies()).containsOnlyKeys("csrf", "JSESSIONID");
        }
    }

    /** With the cookies of a browser, which count for nothing. */
    private static HttpResponse<String> asPhone(Site site, String path, String jwt) {
        return site.send(
                site.request(path).header("Authorization", "Bearer " + jwt).GET());
    }

    private static HttpResponse<String> post(String jwt) {
        return site.send(site.request("/mobile/transfer")
                .header("Authorization", "Bearer " + jwt)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String jwt(boolean mobile) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer("https://id.bank.example")
                .audience("bank")
                .subject("phil")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("mobile", mobile)
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims);
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
