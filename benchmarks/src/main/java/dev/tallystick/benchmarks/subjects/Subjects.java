package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import dev.tallystick.benchmarks.Subject;
import dev.tallystick.benchmarks.subjects.SpringSubject.Kind;
import dev.tallystick.benchmarks.subjects.TallystickSubject.Size;
import dev.tallystick.token.RandomSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All subjects by the names that the tables call them. */
public final class Subjects {

    private static final Map<String, Supplier<Subject>> ALL = new LinkedHashMap<>();

    static {
        RandomSource random = RandomSource.system();
        ALL.put("tallystick", () -> new TallystickSubject(Size.ONE));
        for (int many : List.of(100, 10_000)) {
            ALL.put("mounts-" + many, () -> new TallystickSubject(new Size(many, 1, 1, 1)));
            ALL.put("exemptions-" + many, () -> new TallystickSubject(new Size(1, many, 1, 1)));
            ALL.put("origins-" + many, () -> new TallystickSubject(new Size(1, 1, many, 1)));
        }
        ALL.put("keys-100", () -> new TallystickSubject(new Size(1, 1, 1, 100)));
        ALL.put("floor", () -> new FloorSubject(random::nextBytes));
        ALL.put("spring-session", () -> new SpringSubject(Kind.SESSION));
        // The same without Spring's trace messages, which commons-logging writes out for nobody.
        ALL.put("spring-session-nolog", () -> new SpringSubject(Kind.SESSION));
        ALL.put("spring-cookie", () -> new SpringSubject(Kind.COOKIE));
        ALL.put("spring-cookie-nolog", () -> new SpringSubject(Kind.COOKIE));
        ALL.put("spring-spa", () -> new SpringSubject(Kind.SPA));
        ALL.put("spring-spa-nolog", () -> new SpringSubject(Kind.SPA));
        ALL.put("tomcat-rest", () -> new TomcatSubject(true));
        ALL.put("tomcat-nonce", () -> new TomcatSubject(false));
        ALL.put("csrfguard", CsrfGuardSubject::new);
        ALL.put("vertx", VertxSubject::new);
        for (Primitive primitive : Primitive.values()) {
            ALL.put(primitive.toString(), () -> primitive);
        }
    }

    private Subjects() {}

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Subject named(String name) {
        Supplier<Subject> maker = ALL.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("subject '" + name + "' is unknown: name one of " + ALL.keySet());
        }
        return maker.get();
    }

    /** What the JVM must be told for a subject. */
    public static List<String> jvmArguments(String name) {
        return name.endsWith("-nolog")
                ? List.of(
                        // Its own choice would be SLF4J, where that is on the class path, whatever else is said.
                        "-Dorg.apache.commons.logging.LogFactory=org.apache.commons.logging.impl.LogFactoryImpl",
                        "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog")
                : List.of();
    }

    public static boolean has(String name, Case request) {
        return named(name).exercise(request) != null;
    }

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }
}
