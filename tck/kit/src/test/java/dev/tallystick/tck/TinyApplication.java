package dev.tallystick.tck;

import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Denial;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.Handshake;
import dev.tallystick.http.RequestPath;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import dev.tallystick.http.SessionView;
import dev.tallystick.http.UrlEncoded;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import dev.tallystick.reference.view.View;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The reference application on a server of a page or two, with an adapter of its own that can be broken in one place. It
 * serves one request a connection.
 */
final class TinyApplication {

    private static final String SESSION = "SESSION";
    private static final String USER = "user";

    private final Setup setup;
    private final Breakage breakage;
    private final boolean pathParameters;
    private final Guard guard;
    private final ServerSocket listener;
    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();

    private TinyApplication(Properties properties, Breakage breakage) throws IOException {
        Properties configured = breakage.configuration(properties);
        this.setup = Setup.of(configured);
        this.breakage = breakage;
        this.pathParameters = configured
                .getProperty("tallystick.allow-path-parameters", "false")
                .equals("true");
        this.guard = Guard.builder(setup.router()).build();
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    static KitServer start(Properties properties, Breakage breakage) throws IOException {
        TinyApplication application = new TinyApplication(properties, breakage);
        Thread acceptor = new Thread(application::accept, "tiny");
        acceptor.setDaemon(true);
        acceptor.start();
        return KitServer.of(application.listener.getLocalPort(), application.listener);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                serve(socket);
            } catch (IOException e) {
                // The client went away, or the listener was closed.
                continue;
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        socket.setSoTimeout(2000);
        Reply reply = new Reply();
        TinyRequest request = null;
        try {
            request = new TinyRequest(new BufferedInputStream(socket.getInputStream()));
            answer(request, reply);
        } catch (TinyRequest.RefusedException e) {
            reply.answer(400, "text/plain", "refused");
        } catch (UncheckedIOException e) {
            reply.answer(400, "text/plain", "the body doesn't come");
        } catch (RuntimeException e) {
            reply.answer(500, "text/plain", e.toString());
        }
        reply.write(
                socket.getOutputStream(), request != null && request.method().equals("HEAD"));
    }

    private void answer(TinyRequest request, Reply reply) {
        Seen seen = new Seen(request, reply);
        RequestView shown = breakage.shown(seen);
        Decision decision = decide(seen, shown);
        guard.report(shown, decision);
        if (!decision.passes()) {
            Denial denial = guard.denial(shown, decision);
            reply.serve(denial);
            return;
        }
        seen.showsSession = true;
        CsrfToken token = guard.begin(shown, reply, decision);
        String before = seen.session().id();
        breakage.begun(shown, seen.session());
        String mount = guard.mountOf(shown);
        dev.tallystick.Answer served = guard.answer(shown, decision, token);
        if (served == null) {
            view(request, new Room(request, seen, decision, mount == null ? "" : mount, token), reply);
        } else {
            reply.serve(served);
        }
        if (token != null) {
            if (guard.followsSession(token)
                    && !Objects.equals(before, seen.session().id())) {
                guard.sessionChanged(token, reply);
            }
            guard.end(token);
        }
    }

    private Decision decide(Seen seen, RequestView shown) {
        for (int i = 0; i < 10; i++) {
            Outcome outcome = breakage.check(guard, shown);
            if (outcome instanceof Decision decision) {
                return decision;
            }
            if (outcome instanceof Need.Form need) {
                seen.readForm(need.mostBytes());
            } else if (outcome instanceof Need.Session) {
                seen.showsSession = true;
            } else if (outcome instanceof Need.Work need) {
                need.work().run();
            }
        }
        throw new IllegalStateException("no decision");
    }

    private void view(TinyRequest request, Exchange exchange, Reply reply) {
        String path = breakage.routed(request.path(), RequestPath.decode(request.path(), pathParameters));
        if (breakage.offersWebSocket()
                && View.paths(View.SOCKET, setup.mounts()).contains(path)
                && Handshake.isWebSocket(new Seen(request, reply))) {
            reply.upgrade();
            return;
        }
        for (View view : View.values()) {
            if (view.paths(setup.mounts()).contains(path)) {
                reply.answer(view.answer(exchange));
                return;
            }
        }
        reply.answer(Answer.notFound());
    }

    /** The response, of which nothing is sent before it is whole. */
    private static final class Reply implements ResponseHead {

        private final List<Map.Entry<String, String>> headers = new ArrayList<>();
        private int status;
        private String body = "";

        @Override
        public boolean isCommitted() {
            return false;
        }

        @Override
        public Collection<String> headers(String name) {
            return headers.stream()
                    .filter(line -> line.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        @Override
        public void addHeader(String name, String value) {
            headers.add(Map.entry(name, value));
        }

        void answer(Answer answer) {
            answer.headers().forEach(this::addHeader);
            answer(answer.status(), answer.contentType(), answer.body());
        }

        void answer(int status, String contentType, String body) {
            this.status = status;
            this.body = body;
            addHeader("Content-Type", contentType);
        }

        void serve(dev.tallystick.Answer answer) {
            headers.removeIf(line -> answer.headers().containsKey(line.getKey()));
            answer.headers().forEach(this::addHeader);
            answer(answer.status(), answer.contentType(), new String(answer.body(), StandardCharsets.UTF_8));
        }

        void upgrade() {
            status = 101;
            addHeader("Upgrade", "websocket");
        }

        void write(OutputStream out, boolean headOnly) throws IOException {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
            headers.forEach(line -> head.append(line.getKey())
                    .append(": ")
                    .append(line.getValue())
                    .append("\r\n"));
            if (status != 101) {
                head.append("Content-Length: ").append(content.length).append("\r\n");
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            if (!headOnly) {
                whole.writeBytes(content);
            }
            out.write(whole.toByteArray());
            out.flush();
        }
    }

    /** The request as the engine sees it. */
    private final class Seen implements RequestView {

        private final TinyRequest request;
        private final Sessions session;
        private @Nullable FormFields form;
        private boolean showsSession;

        Seen(TinyRequest request, Reply reply) {
            this.request = request;
            this.session = new Sessions(request, reply);
        }

        void readForm(long mostBytes) {
            if (form != null) {
                return;
            }
            if (request.isOfType("application/x-www-form-urlencoded")) {
                form = request.length() > mostBytes || request.body().length() > mostBytes
                        ? FormFields.none(FormFields.State.TOO_LARGE)
                        : FormFields.of(fields(request));
            } else if (request.isOfType("multipart/form-data")) {
                List<TinyRequest.Part> parts = request.parts();
                long bytes = parts == null
                        ? 0
                        : parts.stream()
                                .filter(part -> part.filename() == null)
                                .mapToLong(part -> part.content().length())
                                .sum();
                form = parts == null
                        ? FormFields.none(FormFields.State.MALFORMED)
                        : bytes > mostBytes
                                ? FormFields.none(FormFields.State.TOO_LARGE)
                                : FormFields.of(fields(request));
            } else {
                form = FormFields.none(FormFields.State.NOT_A_FORM);
            }
        }

        private @Nullable String forwarded(String name) {
            boolean read = setup.serverReadsForwarded();
            return read ? request.headers(name).stream().findFirst().orElse(null) : null;
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String path() {
            return request.path();
        }

        @Override
        public @Nullable String query() {
            return request.query();
        }

        @Override
        public String scheme() {
            String scheme = forwarded("X-Forwarded-Proto");
            return scheme == null ? "http" : scheme;
        }

        @Override
        public String peerAddress() {
            return "127.0.0.1";
        }

        @Override
        public @Nullable String targetAuthority() {
            return request.authority();
        }

        @Override
        public @Nullable String serverAuthority() {
            String host = forwarded("X-Forwarded-Host");
            return host == null ? request.headers("Host").stream().findFirst().orElse(null) : host;
        }

        @Override
        public Enumeration<String> headers(String name) {
            return Collections.enumeration(request.headers(name));
        }

        @Override
        public boolean isHandlerExempt() {
            String path = RequestPath.decode(request.path(), pathParameters);
            return path != null && View.EXEMPT.paths(setup.mounts()).contains(path);
        }

        @Override
        public @Nullable FormFields form() {
            return form;
        }

        @Override
        public @Nullable Sessions session() {
            return showsSession ? session : null;
        }
    }

    private static Map<String, List<String>> fields(TinyRequest request) {
        if (request.isOfType("application/x-www-form-urlencoded")) {
            return UrlEncoded.parse(request.body(), StandardCharsets.UTF_8);
        }
        List<TinyRequest.Part> parts = request.isOfType("multipart/form-data") ? request.parts() : List.of();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (TinyRequest.Part part : parts == null ? List.<TinyRequest.Part>of() : parts) {
            if (part.filename() == null) {
                fields.computeIfAbsent(part.name(), name -> new ArrayList<>())
                        .add(new String(part.content().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    /** The login session of one request. */
    private final class Sessions implements SessionView {

        private final Reply reply;
        private @Nullable String id;

        Sessions(TinyRequest request, Reply reply) {
            this.reply = reply;
            this.id = request.headers("Cookie").stream()
                    .flatMap(line -> List.of(line.split(";")).stream())
                    .map(String::strip)
                    .filter(pair -> pair.startsWith(SESSION + "="))
                    .map(pair -> pair.substring(SESSION.length() + 1))
                    .filter(sessions::containsKey)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public @Nullable Object attribute(String name) {
            Map<String, Object> attributes = id == null ? null : sessions.get(id);
            return attributes == null ? null : attributes.get(name);
        }

        @Override
        public void setAttribute(String name, Object value) {
            if (id == null) {
                renew();
            }
            sessions.get(id).put(name, value);
        }

        /** Begins it, or gives it a new id. */
        void renew() {
            Map<String, Object> attributes = id == null ? null : sessions.remove(id);
            id = UUID.randomUUID().toString();
            sessions.put(id, attributes == null ? new ConcurrentHashMap<>() : attributes);
            reply.addHeader("Set-Cookie", SESSION + "=" + id + "; Path=/; HttpOnly");
        }

        void end() {
            if (id != null) {
                sessions.remove(id);
                id = null;
            }
        }
    }

    /** The request as a view sees it. */
    private final class Room implements Exchange {

        private final TinyRequest request;
        private final Sessions session;
        private final Decision decision;
        private final String mount;
        private final @Nullable CsrfToken token;
        private final boolean strangerToCookies;

        Room(TinyRequest request, Seen seen, Decision decision, String mount, @Nullable CsrfToken token) {
            this.request = request;
            this.session = Objects.requireNonNull(seen.session());
            this.decision = decision;
            this.mount = mount;
            this.token = token;
            this.strangerToCookies = isBehindCredential() && !breakage.keepsAmbientLogin();
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String path() {
            return request.path();
        }

        @Override
        public @Nullable String query() {
            return breakage.queryOfView(request.query());
        }

        @Override
        public String mount() {
            return mount;
        }

        @Override
        public @Nullable String user() {
            if (strangerToCookies) {
                return Objects.requireNonNull(decision.principal()).getName();
            }
            Object user = session.attribute(USER);
            return user == null ? null : user.toString();
        }

        @Override
        public boolean isBehindCredential() {
            return decision.principal() != null;
        }

        @Override
        public List<String> cookieNames() {
            return strangerToCookies
                    ? List.of()
                    : CookieNames.all(List.of(), Collections.enumeration(request.headers("Cookie")));
        }

        @Override
        public @Nullable String field(String name) throws UnreadableBodyException {
            readable();
            return fields(request).getOrDefault(name, List.of()).stream()
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public long fileBytes() throws UnreadableBodyException {
            List<TinyRequest.Part> parts = readable();
            return parts.stream()
                    .filter(part -> part.filename() != null)
                    .mapToLong(part -> part.content().length())
                    .sum();
        }

        private List<TinyRequest.Part> readable() throws UnreadableBodyException {
            if (!request.isOfType("multipart/form-data")) {
                return List.of();
            }
            List<TinyRequest.Part> parts = request.parts();
            if (parts == null) {
                throw new UnreadableBodyException(new IOException("no multipart"));
            }
            return parts;
        }

        @Override
        public void login(String user) {
            session.renew();
            session.setAttribute(USER, user);
        }

        @Override
        public void logout() {
            session.end();
        }

        @Override
        public @Nullable CsrfToken token() {
            return token;
        }
    }

    /** The first of each name, for a browser of ours has them in this order. */
    static String distinct(String cookies) {
        Map<String, String> first = new LinkedHashMap<>();
        for (String pair : cookies.split("; ?")) {
            first.putIfAbsent(pair.substring(0, Math.max(pair.indexOf('='), 0)), pair);
        }
        return first.values().stream().collect(Collectors.joining("; "));
    }
}
