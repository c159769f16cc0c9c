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
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.DefaultWebSessionManager;
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
    private boolean sessionShown;
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

    /**
     * Of a request that names no session there is none, until its handler asks for one. Spring would make one up, on another
     * thread, for the id that it draws.
     */
    private Mono<Void> openSession() {
        if (mayNameSession()) {
            return askForSession();
        }
        hold(new WebSessionView(exchange.getResponse()));
        return Mono.empty();
    }

    /** Whether the client names a session; yes when in doubt. */
    private boolean mayNameSession() {
        ApplicationContext context = exchange.getApplicationContext();
        String name = WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME;
        return context == null
                || !context.containsBean(name)
                || !(context.getBean(name) instanceof DefaultWebSessionManager manager)
                || !manager.getSessionIdResolver().resolveSessionIds(exchange).isEmpty();
    }

    /**
     * Asking for a session of WebFlux begins none: one that the client didn't present is stored once something is put in. But
     * Spring then takes the cookie of a session that is gone away from the client; where the guard alone has asked, the
     * response is left as if nobody had.
     */
    private Mono<Void> askForSession() {
        ServerHttpResponse response = exchange.getResponse();
        MultiValueMap<String, ResponseCookie> before = new LinkedMultiValueMap<>();
        response.beforeCommit(() -> Mono.fromRunnable(() -> before.addAll(response.getCookies())));
        return exchange.getSession()
                .doOnNext(opened -> {
                    WebSessionView asked = new WebSessionView(response);
                    asked.open(opened);
                    hold(asked);
                    response.beforeCommit(() -> Mono.fromRunnable(() -> {
                        if (!sessionShown && sessionId() == null) {
                            response.getCookies().clear();
                            response.getCookies().addAll(before);
                        }
                    }));
                })
                .then();
    }

    private void hold(WebSessionView held) {
        session = held;
        view.setSession(held);
    }

    private Mono<Void> settle(Decision decision) {
        guard.report(view, decision);
        if (!decision.passes()) {
            return deny(guard.denial(view, decision));
        }
        if (decision.principal() != null || !guard.needsSession()) {
            return pass(decision);
        }
        if (guard.keepsSecretInSession(view, decision)) {
            return (session != null && session.isOpen() ? Mono.<Void>empty() : askForSession())
                    .then(Mono.defer(() -> pass(decision)));
        }
        return (session != null ? Mono.<Void>empty() : openSession()).then(Mono.defer(() -> pass(decision)));
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
            boolean follows = session != null && guard.followsSession(token);
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
        ServerHttpRequest request = exchange.getRequest();
        if (body == null && principal == null && !hidesUpgrade) {
            return session == null ? exchange : new ViewExchange(exchange, request, this::showSession);
        }
        if (principal != null) {
            NativeRequest.removeCookies(request);
        }
        ViewRequest shown = new ViewRequest(request, principal != null, hidesUpgrade, body);
        ServerWebExchange result = body == null
                ? new ViewExchange(exchange, shown, this::showSession)
                : new ReplayExchange(exchange, shown, this::showSession);
        return principal == null ? result : new BearerExchange(result, principal);
    }

    /** The handler has asked for it. */
    private void showSession(WebSession shown) {
        sessionShown = true;
        if (session != null) {
            session.open(shown);
        }
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
