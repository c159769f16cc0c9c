package dev.tallystick.spring.webflux;

import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Denial;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.http.Handshake;
import dev.tallystick.http.SessionView;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** One request, from the first question to the end of its answer. Used by one thread at a time. */
final class Exchange {

    /** More answers than any protection asks for; one that goes on asking is broken. */
    private static final int MOST_NEEDS = 8;

    private final ServerWebExchange exchange;
    private final WebFilterChain chain;
    private final Guard guard;
    private final FormReader forms;
    private final ExemptHandlers exemptHandlers;
    private final ExchangeView view;
    private @Nullable WebSessionView session;
    private @Nullable TakenBody body;
    private int needs;

    Exchange(
            ServerWebExchange exchange,
            WebFilterChain chain,
            Guard guard,
            FormReader forms,
            ExemptHandlers exemptHandlers) {
        this.exchange = exchange;
        this.chain = chain;
        this.guard = guard;
        this.forms = forms;
        this.exemptHandlers = exemptHandlers;
        this.view = new ExchangeView(exchange.getRequest());
    }

    Mono<Void> decide() {
        Outcome outcome = guard.check(view);
        if (view.asksForHandler()) {
            return exemptHandlers
                    .answers(exchange)
                    .doOnNext(view::setHandlerExempt)
                    .then(Mono.defer(this::decide));
        }
        if (outcome instanceof Decision decision) {
            return settle(decision);
        }
        if (++needs > MOST_NEEDS) {
            return Mono.error(new IllegalStateException(
                    "A protection asked more than " + MOST_NEEDS + " times for what it needs and never decided."));
        }
        if (outcome instanceof Need.Form form) {
            return forms.read(exchange, form.mostBytes()).flatMap(result -> {
                view.setForm(result.fields());
                body = result.taken();
                return decide();
            });
        }
        if (outcome instanceof Need.Work work) {
            return Mono.fromRunnable(work.work())
                    .subscribeOn(Schedulers.boundedElastic())
                    .then(Mono.defer(this::decide));
        }
        return openSession().then(Mono.defer(this::decide));
    }

    /** Asking for a session of WebFlux begins none: one that the client didn't present is stored once something is put in. */
    private Mono<Void> openSession() {
        return exchange.getSession()
                .doOnNext(opened -> {
                    session = new WebSessionView(opened, exchange.getResponse());
                    view.setSession(session);
                })
                .then();
    }

    private Mono<Void> settle(Decision decision) {
        guard.report(view, decision);
        if (!decision.passes()) {
            return deny(guard.denial(view, decision));
        }
        if (decision.principal() == null && guard.needsSession() && session == null) {
            return openSession().then(Mono.defer(() -> pass(decision)));
        }
        return pass(decision);
    }

    private Mono<Void> pass(Decision decision) {
        if (view.session() == null) {
            view.setSession(SessionView.NONE);
        }
        ExchangeHead head = new ExchangeHead(exchange.getResponse());
        CsrfToken token = head.isCommitted() ? null : guard.begin(view, head, decision);
        TallystickWebFilter.keep(exchange, decision, guard.mountOf(view), token);
        if (token != null) {
            String before = sessionId();
            boolean follows = session != null && guard.followsSession(view, decision);
            exchange.getResponse()
                    .beforeCommit(() -> Mono.fromRunnable(() -> head.complete(() -> {
                        if (follows && !Objects.equals(before, sessionId())) {
                            guard.sessionChanged(token, head);
                        }
                    })));
        }
        Answer answer = guard.answer(view, decision, token);
        Mono<Void> answered = answer == null ? chain.filter(shown(decision.principal())) : write(answer);
        if (decision.principal() != null) {
            answered = answered.contextWrite(Exchange::withoutLogin);
        }
        return answered.doFinally(signal -> {
            if (token != null) {
                guard.end(token);
            }
            if (body != null) {
                body.close();
            }
        });
    }

    private ServerWebExchange shown(@Nullable Principal principal) {
        boolean hidesUpgrade = !Handshake.isWebSocket(view)
                && exchange.getRequest().getHeaders().getFirst("Upgrade") != null;
        if (body == null && principal == null && !hidesUpgrade) {
            return exchange;
        }
        ServerHttpRequest request = exchange.getRequest();
        if (principal != null) {
            NativeRequest.removeCookies(request);
        }
        ViewRequest shown = new ViewRequest(request, principal != null, hidesUpgrade, body);
        ServerWebExchange result =
                body == null ? new ViewExchange(exchange, shown) : new ReplayExchange(exchange, shown);
        return principal == null ? result : new BearerExchange(result, principal);
    }

    private @Nullable String sessionId() {
        return session == null ? null : session.id();
    }

    /** What a server or a filter before ours has said in the name of Spring Security. */
    private static Context withoutLogin(Context context) {
        Context kept = context;
        for (Object key : context.stream().map(entry -> entry.getKey()).toList()) {
            if (key instanceof Class<?> type
                    && type.getName().equals("org.springframework.security.core.context.SecurityContext")) {
                kept = kept.delete(key);
            }
        }
        return kept;
    }

    /** Answers itself: no exception handler of the application's runs for a request that was refused. */
    private Mono<Void> deny(Denial denial) {
        ServerHttpResponse response = exchange.getResponse();
        if (body != null) {
            body.close();
        }
        // Having been asked for the session, Spring would tell the client that the one it presented is gone.
        response.beforeCommit(() -> Mono.fromRunnable(response.getCookies()::clear));
        return write(denial);
    }

    private Mono<Void> write(Answer answer) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.empty();
        }
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        answer.headers().forEach(response.getHeaders()::set);
        byte[] body = answer.body();
        if (body.length == 0) {
            return response.setComplete();
        }
        response.getHeaders().set("Content-Type", answer.contentType());
        response.getHeaders().set("Content-Length", Integer.toString(body.length));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
