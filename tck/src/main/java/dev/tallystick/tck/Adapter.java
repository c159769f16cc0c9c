package dev.tallystick.tck;

import dev.tallystick.tck.server.AdapterApplication;
import dev.tallystick.tck.server.JettyApplication;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The adapters that the reference application can be started behind. */
enum Adapter {
    JETTY("jetty", JettyApplication::new);

    private final String code;
    private final Supplier<AdapterApplication> application;

    Adapter(String code, Supplier<AdapterApplication> application) {
        this.code = code;
        this.application = application;
    }

    /** The name on the command line. */
    String code() {
        return code;
    }

    AdapterApplication application() {
        return application.get();
    }

    /**
     * @throws IllegalArgumentException if there is no such adapter
     */
    static Adapter of(String code) {
        for (Adapter adapter : values()) {
            if (adapter.code.equals(code)) {
                return adapter;
            }
        }
        throw new IllegalArgumentException("there is no adapter '" + code + "': choose one of "
                + Arrays.stream(values()).map(Adapter::code).collect(Collectors.joining(", ")));
    }
}
