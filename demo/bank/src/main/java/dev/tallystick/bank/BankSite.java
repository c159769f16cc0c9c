package dev.tallystick.bank;

import dev.tallystick.bank.identity.Passwords;
import dev.tallystick.bank.identity.SignIn;
import dev.tallystick.bank.identity.TokenIssuer;
import dev.tallystick.bank.identity.TokenServlet;
import dev.tallystick.bank.ledger.Database;
import dev.tallystick.bank.ledger.Ledger;
import dev.tallystick.bank.views.LiveEndpoint;
import dev.tallystick.bank.views.Views;
import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.watch.WatchServlet;
import dev.tallystick.bank.web.AssetServlet;
import dev.tallystick.bank.web.FinishingHandler;
import dev.tallystick.bank.web.Pages;
import dev.tallystick.config.MountKind;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee11.servlet.ErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The bank, running: a server on loopback, its guard, its views and its books. */
public final class BankSite implements AutoCloseable {

    private static final String SESSION_COOKIE = "bank";
    private static final int MOST_BODY_BYTES = 64 * 1024;

    private final ServerConnector connector;
    private final Server server;
    private final Database database;
    private final Ledger ledger;
    private final WatchLog watch;
    private final Passwords passwords;
    private final String scheme;

    private BankSite(
            ServerConnector connector,
            String scheme,
            Database database,
            Ledger ledger,
            WatchLog watch,
            Passwords passwords) {
        this.passwords = passwords;
        this.scheme = scheme;
        this.connector = connector;
        this.server = connector.getServer();
        this.database = database;
        this.ledger = ledger;
        this.watch = watch;
    }

    /**
     * Opens the bank.
     *
     * @throws IOException if the port can't be had
     * @throws IllegalArgumentException if the configuration has no usable form
     * @throws dev.tallystick.bank.ledger.LedgerException if the database can't be used
     */
    public static BankSite start(BankSettings settings) throws IOException {
        return start(settings, UnaryOperator.identity());
    }

    /**
     * The same with something in front of it, which sees requests first and answers last: tests look there at what browsers
     * send.
     *
     * @param around given the whole bank, what the server calls instead
     */
    public static BankSite start(BankSettings settings, UnaryOperator<Handler> around) throws IOException {
        Server server = Loopback.server();
        ServerConnector connector = Loopback.listen(server, settings.port(), "--port", settings.tls());
        try {
            TallystickConfig config =
                    GuardSettings.of(settings.config(), settings.scheme(), connector.getLocalPort(), settings.keys());
            Database database = Database.open(settings.jdbcUrl());
            try {
                Ledger ledger = new Ledger(database, settings.clock());
                Passwords passwords = new Passwords(database, settings.bcryptStrength());
                for (DemoUser user : DemoUser.values()) {
                    ledger.open(user.account(), user.openingBalance());
                    passwords.set(user.account(), user.password());
                }
                WatchLog watch = new WatchLog(settings.clock());
                BankSite site = new BankSite(connector, settings.scheme(), database, ledger, watch, passwords);
                server.setHandler(around.apply(new FinishingHandler(
                        site.context(settings, config, passwords), settings.tls() == null ? SESSION_COOKIE : null)));
                Loopback.start(server);
                return site;
            } catch (IOException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            Loopback.stop(server);
            throw e;
        }
    }

    private Handler context(BankSettings settings, TallystickConfig config, Passwords passwords) {
        Pages pages = new Pages();
        SignIn signIn = new SignIn(passwords, settings.clock());
        TokenIssuer issuer = new TokenIssuer(settings.clock());
        TallystickFilter filter = TallystickFilter.builder(GuardSettings.router(config, issuer, settings.clock()))
                .listener(watch)
                .denialHandler(new DeniedPage(pages))
                .build();
        ServletContextHandler context = new ServletContextHandler("/");
        context.setSessionHandler(sessions(settings));
        context.setErrorHandler(errors());
        context.addServletContainerInitializer((classes, servletContext) -> filter.register(servletContext));
        ServletHolder views = new ServletHolder("views", new Views(ledger, signIn, watch, pages));
        views.getRegistration()
                .setMultipartConfig(new MultipartConfigElement("", MOST_BODY_BYTES, MOST_BODY_BYTES, MOST_BODY_BYTES));
        List<String> mounts = config.mounts().keySet().stream()
                .filter(GuardSettings::isForViews)
                .toList();
        for (String mount : mounts) {
            context.addServlet(views, mount + "/*");
        }
        add(context, new TokenServlet(signIn, issuer, watch), "/id/*");
        add(context, new AssetServlet(), "/assets/*");
        Map<String, Object> facts = facts(settings, config);
        add(
                context,
                new WatchServlet(watch, ledger, pages, Map.of("bank", origin(), "attacker", settings.attackerOrigin())),
                "/watch/*");
        add(context, new StartServlet(pages, facts), "/");
        JakartaWebSocketServletContainerInitializer.configure(context, (servletContext, container) -> {
            for (String mount : mounts) {
                container.addEndpoint(LiveEndpoint.at(mount, ledger, watch));
            }
        });
        return context;
    }

    private static void add(ServletContextHandler context, HttpServlet servlet, String path) {
        context.addServlet(new ServletHolder(servlet), path);
    }

    private static SessionHandler sessions(BankSettings settings) {
        SameSite sameSite = settings.sameSite();
        SessionHandler sessions = new SessionHandler();
        SessionCookieConfig cookie = sessions.getSessionCookieConfig();
        cookie.setName(SESSION_COOKIE);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(settings.tls() != null || sameSite == SameSite.NONE);
        if (sameSite.attribute() != null) {
            sessions.setSameSite(sameSite.attribute());
        }
        return sessions;
    }

    private static ErrorHandler errors() {
        ErrorHandler errors = new ErrorHandler();
        errors.setShowStacks(false);
        errors.setShowCauses(false);
        return errors;
    }

    private Map<String, Object> facts(BankSettings settings, TallystickConfig config) {
        List<Map<String, String>> doors = new ArrayList<>();
        config.mounts().forEach((mount, kind) -> {
            if (GuardSettings.isForViews(mount)) {
                doors.add(Map.of("mount", mount, "kind", kind.code(), "says", says(kind)));
            }
        });
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("bank", origin());
        facts.put("attacker", settings.attackerOrigin());
        facts.put("doors", doors);
        facts.put("sameSite", settings.sameSite().text());
        facts.put("sameSiteMeaning", settings.sameSite().meaning());
        return facts;
    }

    private static String says(MountKind kind) {
        return switch (kind) {
            case CSRF -> "For browsers. Tallystick tells forged requests from real ones and refuses them.";
            case JWT ->
                "For phones. Each request needs a signed JWT that says mobile: true; cookies count for nothing.";
            case BEARER_OR_CSRF ->
                "For browsers and phones: a JWT decides alone; without one, forged requests are refused.";
            case NONE -> "Nothing guards it. It is here so that the attacks can be seen to work.";
            case DENY -> "Closed.";
        };
    }

    /** Where it listens. */
    public int port() {
        return connector.getLocalPort();
    }

    /** As browsers know it, for instance {@code http://bank.localhost:8080}. */
    public String origin() {
        return scheme + "://" + BankSettings.HOST + ':' + port();
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Opens an account for somebody, unless they have one. */
    public void enrol(String user, String password, long pence) {
        ledger.open(user, pence);
        passwords.set(user, password);
    }

    public WatchLog watch() {
        return watch;
    }

    /** Lets everybody go who watches, and closes the books last. */
    @Override
    public void close() {
        watch.close();
        Loopback.stop(server);
        database.close();
    }
}
