package dev.tallystick.browsers.arena;

import dev.tallystick.bank.BankSettings;
import dev.tallystick.bank.BankSite;
import dev.tallystick.bank.SameSite;
import dev.tallystick.bank.Tls;
import dev.tallystick.bank.attacker.AttackerSite;
import dev.tallystick.bank.ledger.Payment;
import dev.tallystick.bank.watch.Sighting;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A bank with four doors for browsers, and the attacker's sites: another site altogether ({@code evil.localhost}) and a
 * sibling of the bank's ({@code app.bank.localhost}). Nothing is shared between two arenas but the certificate.
 */
public final class Arena implements AutoCloseable {

    /**
     * What an arena is opened with.
     *
     * @param keys {@code tallystick.*} keys over the arena's own
     * @param port of the bank; 0 for any free one
     */
    public record Setting(boolean https, SameSite sameSite, Map<String, String> keys, int port) {

        public Setting {
            keys = Map.copyOf(keys);
        }

        public static Setting of(boolean https, SameSite sameSite) {
            return new Setting(https, sameSite, Map.of(), 0);
        }

        public Setting with(String key, String value) {
            Map<String, String> all = new HashMap<>(keys);
            all.put(key, value);
            return new Setting(https, sameSite, all, port);
        }

        public Setting onPort(int wanted) {
            return new Setting(https, sameSite, keys, wanted);
        }
    }

    private static final AtomicReference<@Nullable Tls> CERTIFICATE = new AtomicReference<>();

    private final AtomicLong plays = new AtomicLong();
    private final AtomicReference<@Nullable Watcher> watcher = new AtomicReference<>();
    private final Server attacker = new Server(threads());
    private final AttackerPages pages;
    private final BankSite bank;
    private final String scheme;
    private final int attackerPort;

    private Arena(Setting setting) throws IOException {
        this.scheme = setting.https() ? "https" : "http";
        Tls tls = setting.https() ? certificate() : null;
        ServerConnector connector = new ServerConnector(attacker, 1, 1, factories(tls));
        connector.setHost("127.0.0.1");
        attacker.addConnector(connector);
        connector.open();
        this.attackerPort = connector.getLocalPort();
        BankSettings settings = BankSettings.on(
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000")
                .withAttackerOrigin(evil())
                .withSameSite(setting.sameSite())
                .withBcryptStrength(4)
                .withPort(setting.port())
                .withConfig(keys(setting.keys()));
        this.bank = BankSite.start(tls == null ? settings : settings.withTls(tls), handler -> {
            Watcher made = new Watcher(handler, evil());
            watcher.set(made);
            return made;
        });
        watcher().read(bank.watch());
        this.pages = new AttackerPages(AttackerSite.handler(evil(), bank.origin()));
        attacker.setHandler(pages);
        try {
            attacker.start();
        } catch (Exception e) {
            bank.close();
            throw new IOException("the attacker's site doesn't start: " + e.getMessage(), e);
        }
    }

    /** Opens one on free ports. */
    public static Arena open(Setting setting) throws IOException {
        return new Arena(setting);
    }

    private static Tls certificate() throws IOException {
        synchronized (CERTIFICATE) {
            Tls made = CERTIFICATE.get();
            if (made == null) {
                made = Tls.selfSigned();
                CERTIFICATE.set(made);
            }
            return made;
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(60);
        threads.setName("attacker");
        threads.setStopTimeout(500);
        return threads;
    }

    private static ConnectionFactory[] factories(@Nullable Tls tls) {
        HttpConfiguration http = new HttpConfiguration();
        // The parameters of a page travel in its address.
        http.setRequestHeaderSize(32 * 1024);
        if (tls == null) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[] {
            new SslConnectionFactory(tls.context(), HttpVersion.HTTP_1_1.asString()), new HttpConnectionFactory(http)
        };
    }

    private static Properties keys(Map<String, String> more) {
        Properties keys = new Properties();
        StringBuilder mounts = new StringBuilder("/mobile=jwt");
        for (Door door : Door.values()) {
            mounts.append(',').append(door.path()).append('=').append(door.kind());
            if (door.mode() != null) {
                keys.setProperty("tallystick.mode." + door.path(), door.mode());
            }
        }
        keys.setProperty("tallystick.mounts", mounts.toString());
        keys.putAll(more);
        return keys;
    }

    public BankSite bank() {
        return bank;
    }

    /** The bank's origin. */
    public String origin() {
        return bank.origin();
    }

    /** The origin of the attacker's other site. */
    public String evil() {
        return scheme + "://" + BankSettings.ATTACKER_HOST + ':' + attackerPort;
    }

    /** The origin of the bank's sibling, where the attacker has a page as well. */
    public String sibling() {
        return scheme + "://app." + BankSettings.HOST + ':' + attackerPort;
    }

    public boolean isHttps() {
        return scheme.equals("https");
    }

    /** A number for the requests of one play, never used before. */
    public long nextPlay() {
        return plays.incrementAndGet();
    }

    /** The page of an attack. */
    public String address(
            String attackerOrigin, Map<String, ?> parameters, @Nullable String policy, @Nullable String csp) {
        return attackerOrigin + "/vector?parameters=" + encoded(AttackerPages.json(parameters))
                + (policy == null ? "" : "&policy=" + encoded(policy)) + (csp == null ? "" : "&csp=" + encoded(csp));
    }

    /** The same as a page of its own, that is in no need of the attacker's server. */
    public String standalone(Map<String, ?> parameters) {
        return AttackerPages.standalone(parameters);
    }

    /** The page of the sibling that sets cookies, each given as a Set-Cookie line. */
    public String planting(List<String> cookies) {
        StringBuilder address = new StringBuilder(sibling()).append("/plant?");
        cookies.forEach(cookie -> address.append("&cookie=").append(encoded(cookie)));
        return address.toString();
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What has arrived of a play and was answered. */
    public List<Seen> seen(long play) {
        return watcher().seen(play);
    }

    public boolean isUnderWay(long play) {
        return watcher().isUnderWay(play);
    }

    /** Whether the page of a play has said that it is through. */
    public boolean isDone(long play) {
        return pages.isDone(play);
    }

    /** Whether a service worker of the bank's passed a request of a play on. */
    public boolean wentThroughWorker(long play) {
        return watcher().wentThroughWorker(play);
    }

    /** From now on the login is the one that comes with the bank's next account page. */
    public void forgetLogins() {
        watcher().forgetSessions();
    }

    private Watcher watcher() {
        Watcher made = watcher.get();
        if (made == null) {
            throw new IllegalStateException("the bank is not open");
        }
        return made;
    }

    /** The newest revision of the bank's record. */
    public long revision() {
        return bank.watch().since(0).stream()
                .mapToLong(Sighting::revision)
                .max()
                .orElse(0);
    }

    /** What the bank has recorded since. */
    public List<Sighting> since(long revision) {
        return bank.watch().since(revision);
    }

    public long balance(String user) {
        return bank.ledger().balance(user).orElseThrow();
    }

    /** Pays at the bank's counter: no request is made. */
    public long pay(String from, String to, long pence) {
        Payment payment = bank.ledger().pay(from, to, pence);
        if (payment instanceof Payment.Made made) {
            return made.transfer().id();
        }
        throw new IllegalStateException("not paid: " + payment);
    }

    /** Gives everything that mallory has, beyond what she began with, back to ann. */
    public void giveBack() {
        long stolen = balance("mallory");
        if (stolen > 0) {
            pay("mallory", "ann", stolen);
        }
    }

    @Override
    public void close() {
        try {
            attacker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the attacker's site doesn't stop", e);
        } finally {
            bank.close();
        }
    }
}
