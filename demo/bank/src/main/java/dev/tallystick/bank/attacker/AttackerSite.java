package dev.tallystick.bank.attacker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The attacker's site. It serves:
 *
 * <ul>
 *   <li>{@code GET /}: the page, a card for each {@link Attack};
 *   <li>{@code GET /attack/{id}/{open|web}}: the small page that carries an attack out in a window of its own, and
 *       {@code …/frame}, the sandboxed frame in it;
 *   <li>any method {@code /redirect/{open|web}}: 307 to the bank's transfers.
 * </ul>
 *
 * <p>The page reads outcomes back from {@code GET {bank}/watch/state}, which the bank answers to everybody
 * ({@code Access-Control-Allow-Origin: *}), and only in this demonstration.
 */
public final class AttackerSite {

    private AttackerSite() {}

    /**
     * The site as a handler; every address is loopback.
     *
     * @param attackerOrigin where it is served, for instance {@code http://evil.localhost:8081}
     * @param bankOrigin the bank it aims at, for instance {@code http://bank.localhost:8080}
     */
    public static Handler handler(String attackerOrigin, String bankOrigin) {
        URI bank = bank(bankOrigin);
        return new Site(new Pages(attackerOrigin, bankOrigin), new Mallory(bank), bankOrigin);
    }

    private static URI bank(String origin) {
        try {
            URI bank = new URI(origin);
            if (("http".equals(bank.getScheme()) || "https".equals(bank.getScheme()))
                    && bank.getHost() != null
                    && bank.getPort() >= 0) {
                return bank;
            }
        } catch (URISyntaxException notAnAddress) {
            // Falls through to the one message for all of them.
        }
        throw new IllegalArgumentException(
                "the bank's origin is " + origin + ": write it as http://bank.localhost:8080");
    }

    private static final class Site extends Handler.Abstract {
        private static final String HTML = "text/html;charset=utf-8";

        private final Map<String, StaticFile> files = new HashMap<>();
        private final Pages pages;
        private final Mallory mallory;
        private final String bankOrigin;

        Site(Pages pages, Mallory mallory, String bankOrigin) {
            this.pages = pages;
            this.mallory = mallory;
            this.bankOrigin = bankOrigin;
            files.put("/attacker.css", StaticFile.read("attacker.css", "text/css;charset=utf-8"));
            files.put("/attacker.js", StaticFile.read("attacker.js", "text/javascript;charset=utf-8"));
            files.put("/act.js", StaticFile.read("act.js", "text/javascript;charset=utf-8"));
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String path = Request.getPathInContext(request);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            StaticFile file = files.get(path);
            if (file != null) {
                answer(response, callback, file.type(), file.bytes());
            } else if (path.equals("/")) {
                page(response, callback, pages.home());
            } else if (path.startsWith("/redirect/")) {
                redirect(response, callback, Target.of(path.substring("/redirect/".length())));
            } else if (path.startsWith("/attack/")) {
                attack(response, callback, path.substring("/attack/".length()));
            } else {
                missing(response, callback);
            }
            return true;
        }

        private void redirect(Response response, Callback callback, @Nullable Target target) {
            if (target == null) {
                missing(response, callback);
                return;
            }
            response.setStatus(HttpStatus.TEMPORARY_REDIRECT_307);
            response.getHeaders().put(HttpHeader.LOCATION, bankOrigin + target.mount() + "/transfers");
            response.write(true, null, callback);
        }

        /** {@code name} is {@code {id}/{target}} or {@code {id}/{target}/frame}. */
        private void attack(Response response, Callback callback, String name) {
            int slash = name.indexOf('/');
            Attack attack = slash < 0 ? null : Attack.of(name.substring(0, slash));
            if (attack == null) {
                missing(response, callback);
                return;
            }
            String rest = name.substring(slash + 1);
            boolean frame = rest.endsWith("/frame");
            Target target = Target.of(frame ? rest.substring(0, rest.length() - "/frame".length()) : rest);
            if (target == null || !attack.needsWindow() || frame && attack != Attack.SANDBOXED_FRAME) {
                missing(response, callback);
                return;
            }
            if (attack != Attack.STOLEN_TOKEN) {
                page(response, callback, frame ? pages.frame(attack, target) : pages.attack(attack, target));
                return;
            }
            try {
                page(response, callback, pages.stolenToken(target, mallory.stealToken(target)));
            } catch (IOException e) {
                response.setStatus(HttpStatus.BAD_GATEWAY_502);
                page(response, callback, pages.failure("mallory could not sign in at the bank: " + e.getMessage()));
            }
        }

        private void missing(Response response, Callback callback) {
            response.setStatus(HttpStatus.NOT_FOUND_404);
            page(response, callback, pages.failure("There is nothing here."));
        }

        private static void page(Response response, Callback callback, String html) {
            answer(response, callback, HTML, html.getBytes(StandardCharsets.UTF_8));
        }

        private static void answer(Response response, Callback callback, String type, byte[] bytes) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    private static final class StaticFile {
        private final String type;
        private final byte[] bytes;

        private StaticFile(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        static StaticFile read(String name, String type) {
            try (InputStream in = AttackerSite.class.getResourceAsStream("/attacker/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("the class path lacks attacker/" + name + ": build the bank again");
                }
                return new StaticFile(type, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String type() {
            return type;
        }

        byte[] bytes() {
            return bytes;
        }
    }
}
