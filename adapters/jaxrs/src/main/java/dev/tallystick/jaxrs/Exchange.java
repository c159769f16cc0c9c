package dev.tallystick.jaxrs;

import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Denial;
import dev.tallystick.adapter.body.TakenBody;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jspecify.annotations.Nullable;

/** One request from its decision to the end of its response. Used by one thread at a time. */
final class Exchange {

    /** The request property under which it travels. */
    static final String PROPERTY = "dev.tallystick.exchange";

    /**
     * What is decided but for one question: whether the view that will be found is exempt.
     *
     * @param otherwise what holds if it isn't
     */
    record Waiting(Decision ifExempt, Decision otherwise) {}

    private final ContextHead head = new ContextHead();
    private final String sentPath;
    private ContextView view;
    private @Nullable Waiting waiting;
    private @Nullable Decision decision;
    private @Nullable Denial denial;
    private @Nullable CsrfToken token;
    private @Nullable String sessionBefore;
    private @Nullable TakenBody taken;
    private boolean followsSession;
    private boolean viewExempt;
    private String mount = "";
    private String method = "";
    private String path = "";

    Exchange(ContextView view) {
        this.view = view;
        this.sentPath = view.path();
    }

    static @Nullable Exchange of(@Nullable Object property) {
        return property instanceof Exchange exchange ? exchange : null;
    }

    String sentPath() {
        return sentPath;
    }

    /** What will be matched: nothing else may be, afterwards. */
    void expect(ContainerRequestContext context) {
        method = context.getMethod();
        path = RoutedPath.of(context);
    }

    /** A HEAD may have become the GET that answers it. */
    boolean isAsExpected(ContainerRequestContext context) {
        String now = context.getMethod();
        return (method.equals(now) || method.equals("HEAD") && now.equals("GET"))
                && path.equals(RoutedPath.of(context));
    }

    ContextHead head() {
        return head;
    }

    ContextView view() {
        return view;
    }

    void setView(ContextView another) {
        view = another;
    }

    @Nullable
    Waiting waiting() {
        return waiting;
    }

    void await(@Nullable Waiting question) {
        waiting = question;
    }

    boolean isViewExempt() {
        return viewExempt;
    }

    void viewIsExempt() {
        viewExempt = true;
    }

    @Nullable
    Decision decision() {
        return decision;
    }

    String mount() {
        return mount;
    }

    void setMount(@Nullable String prefix) {
        mount = prefix == null ? "" : prefix;
    }

    @Nullable
    CsrfToken token() {
        return token;
    }

    void pass(Decision passed, @Nullable CsrfToken tokens) {
        decision = passed;
        token = tokens;
    }

    @Nullable
    Denial denial() {
        return denial;
    }

    void deny(Denial answer) {
        denial = answer;
        decision = null;
        token = null;
    }

    void follow(@Nullable String id) {
        followsSession = true;
        sessionBefore = id;
    }

    boolean followsSession() {
        return followsSession;
    }

    @Nullable
    String sessionBefore() {
        return sessionBefore;
    }

    void keep(TakenBody body) {
        taken = body;
    }

    /** Lets go of what was kept of the body. */
    void release() {
        if (taken != null) {
            taken.close();
        }
    }
}
