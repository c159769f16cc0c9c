package dev.tallystick.browsers.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A browser engine of this machine. The set is closed: what is said of all engines is said of these. */
public sealed interface Engine permits Chromium, Firefox, WebKitGtk, Wpe {

    /** All of them, the ones that send Fetch Metadata first. */
    static List<Engine> all() {
        return List.of(new Chromium(), new Firefox(), new WebKitGtk(), new Wpe());
    }

    /** The engine with this name; null if there is none. */
    static @Nullable Engine named(String id) {
        return all().stream()
                .filter(engine -> engine.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** A short name, for instance {@code firefox}. */
    String id();

    /** The name for people. */
    String title();

    /** The programs that it is started by; absolute paths. */
    List<String> programs();

    /** Whether it keeps the cookies of a site from requests that pages of other sites make, unless told otherwise. */
    boolean blocksThirdPartyCookies();

    /** Whether it says {@code Sec-Fetch-Site} and the like. */
    boolean sendsFetchMetadata();

    /**
     * The version, asked of the program itself.
     *
     * @throws IOException if the program isn't there or doesn't say
     */
    String version() throws IOException;

    /**
     * Starts it with an empty profile.
     *
     * @throws IOException if it doesn't start in time; then nothing is left running
     */
    Browser start(Cookies cookies) throws IOException;

    /** Names of programs that aren't there. */
    default List<String> missing() {
        return programs().stream()
                .filter(program -> !Files.isExecutable(Path.of(program)))
                .toList();
    }
}
