package dev.tallystick.reference;

import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.servlet.ServletViews;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.AbstractSessionDataStore;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionData;

/** On Jetty, set to ask the store with each request. */
class SessionStoreFaultsTest extends SessionStoreFaultsContract {

    private DefaultSessionCache cache;

    @Override
    RunningServer start(Setup setup, Supplier<Store> store) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        SessionHandler sessions = context.getSessionHandler();
        cache = new DefaultSessionCache(sessions);
        cache.setEvictionPolicy(SessionCache.EVICT_ON_SESSION_EXIT);
        cache.setSaveOnCreate(true);
        cache.setSessionDataStore(new FailingStore(store));
        sessions.setSessionCache(cache);
        context.addServletContainerInitializer(
                (classes, servletContext) -> ServletViews.register(servletContext, setup));
        server.setHandler(context);
        server.start();
        return new RunningServer(connector.getLocalPort(), server::stop);
    }

    /** It lets go of a session a moment after its answer, and keeps one that it can't store. */
    @Override
    void awaitRest() throws InterruptedException {
        for (int i = 0; i < 200 && cache.getSessionsCurrent() > 0; i++) {
            Thread.sleep(10);
        }
    }

    private static final class FailingStore extends AbstractSessionDataStore {

        private final Supplier<Store> state;
        private final Map<String, SessionData> kept = new ConcurrentHashMap<>();

        FailingStore(Supplier<Store> state) {
            this.state = state;
        }

        private boolean isWell() throws IOException {
            if (state.get() == Store.THROWS) {
                throw new IOException("the store is out of reach");
            }
            return state.get() == Store.WELL;
        }

        @Override
        public SessionData doLoad(String id) throws IOException {
            return isWell() ? kept.get(id) : null;
        }

        @Override
        public void doStore(String id, SessionData data, long lastSaved) throws IOException {
            if (isWell()) {
                kept.put(id, data);
            }
        }

        @Override
        public boolean doExists(String id) throws IOException {
            return isWell() && kept.containsKey(id);
        }

        @Override
        public boolean delete(String id) throws IOException {
            return isWell() && kept.remove(id) != null;
        }

        @Override
        public Set<String> doCheckExpired(Set<String> candidates, long time) {
            return Set.of();
        }

        @Override
        public Set<String> doGetExpired(long before) {
            return Set.of();
        }

        @Override
        public void doCleanOrphans(long time) {}

        @Override
        public boolean isPassivating() {
            return false;
        }
    }
}
