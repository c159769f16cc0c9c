package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfExempt;
import dev.tallystick.CsrfToken;
import java.security.Principal;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** What users of WebFlux write, each way of getting at a body once. */
@RestController
class Views {

    static final class Transfer {
        private String to = "";

        public String getTo() {
            return to;
        }

        public void setTo(String to) {
            this.to = to;
        }
    }

    @GetMapping("/plain")
    String plain() {
        return "plain";
    }

    @GetMapping("/token")
    String token(CsrfToken token) {
        return token.value();
    }

    /** Says what may be kept of it itself, with headers that replace those there are. */
    @GetMapping("/headers")
    ResponseEntity<String> headers(CsrfToken token) {
        String value = token.value();
        return ResponseEntity.ok()
                .header("Vary", "Accept")
                .header(HttpHeaders.SET_COOKIE, "theme=dark")
                .body(value);
    }

    @PostMapping("/form")
    Mono<String> form(ServerWebExchange exchange) {
        return exchange.getFormData().map(form -> "to " + form.getFirst("to"));
    }

    @PostMapping("/bound")
    String bound(@ModelAttribute Transfer transfer) {
        return "to " + transfer.getTo();
    }

    @PostMapping("/body")
    Mono<String> body(ServerWebExchange exchange) {
        return DataBufferUtils.join(exchange.getRequest().getBody()).map(content -> {
            int size = content.readableByteCount();
            DataBufferUtils.release(content);
            return "bytes " + size;
        });
    }

    @PostMapping("/upload")
    Mono<String> upload(@RequestPart("field") FormFieldPart field, @RequestPart("file") FilePart file) {
        return DataBufferUtils.join(file.content()).map(content -> {
            int size = content.readableByteCount();
            DataBufferUtils.release(content);
            return field.value() + " " + size;
        });
    }

    @PostMapping("/login")
    Mono<String> login(WebSession session) {
        session.getAttributes().put("user", "ann");
        return session.changeSessionId().thenReturn("hello");
    }

    @PostMapping("/logout")
    Mono<String> logout(WebSession session) {
        return session.invalidate().thenReturn("bye");
    }

    @RequestMapping("/seen")
    Mono<String> seen(ServerWebExchange exchange) {
        return exchange.getSession()
                .flatMap(session -> exchange.getPrincipal()
                        .map(Principal::getName)
                        .defaultIfEmpty("nobody")
                        .map(user -> user + " "
                                + exchange.getRequest().getCookies().keySet() + " "
                                + exchange.getRequest().getHeaders().getFirst("Cookie") + " "
                                + session.getAttributes().get("user")));
    }

    /** Asks for the session, as an application does that has something in it. */
    @GetMapping("/user")
    Mono<String> user(WebSession session) {
        return Mono.just("user " + session.getAttributes().get("user"));
    }

    @RequestMapping("/path/{name}")
    String path(@PathVariable("name") String name) {
        return name;
    }

    @CsrfExempt
    @PostMapping("/hook")
    String hook(@RequestBody String body) {
        return "hook " + body;
    }

    /** Where a form's own word for the method leads to. */
    @DeleteMapping("/hook")
    String delete() {
        return "deleted";
    }

    @PostMapping("/fails")
    String fails(CsrfToken token) {
        token.value();
        throw new IllegalStateException("the handler fails");
    }
}
