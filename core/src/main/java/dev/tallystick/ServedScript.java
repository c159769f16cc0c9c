package dev.tallystick;

import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The script for pages, as a static file: cacheable by everybody, for a year where the address names its version
 * ({@code ?v=…}), else for an hour.
 */
final class ServedScript implements Served {

    private static final String TYPE = "text/javascript; charset=utf-8";
    private static final int VERSION_LENGTH = 12;
    private static final Decision ALLOWED = Decision.allow(Rule.SERVED, Evidence.NONE);

    private final byte[] script;
    private final String entityTag;
    private final String versionQuery;
    private final Answer brief;
    private final Answer lasting;
    private final Answer unchanged;

    /**
     * @param path ends in {@code .js} for the classic script, in {@code .mjs} for the ES module
     * @throws IllegalArgumentException if it ends in neither, or is no plain path
     */
    ServedScript(String path) {
        String plain = Served.plainPath("script-path", path, "/tallystick.js");
        boolean isModule = plain.endsWith(".mjs");
        if (!isModule && !plain.endsWith(".js")) {
            throw new IllegalArgumentException("script-path '" + path
                    + "' must end in .js, for the classic script, or in .mjs, for the ES module");
        }
        this.script = read(isModule ? "tallystick.mjs" : "tallystick.js");
        String version = version(script);
        this.entityTag = '"' + version + '"';
        this.versionQuery = "v=" + version;
        this.brief = new ServedAnswer(200, headers("public, max-age=3600"), TYPE, script);
        this.lasting = new ServedAnswer(200, headers("public, max-age=31536000, immutable"), TYPE, script);
        this.unchanged = new ServedAnswer(304, headers("public, max-age=3600"), TYPE, new byte[0]);
    }

    @Override
    public Outcome check(RequestView request) {
        return ALLOWED;
    }

    @Override
    public @Nullable CsrfProtection csrf() {
        return null;
    }

    @Override
    public Answer answer(RequestView request, @Nullable CsrfToken token) {
        Enumeration<String> known = request.headers("If-None-Match");
        while (known.hasMoreElements()) {
            if (known.nextElement().contains(entityTag)) {
                return unchanged;
            }
        }
        return versionQuery.equals(request.query()) ? lasting : brief;
    }

    private Map<String, String> headers(String cacheControl) {
        return Map.of(
                "Cache-Control", cacheControl,
                "ETag", entityTag,
                "X-Content-Type-Options", "nosniff");
    }

    private static byte[] read(String resource) {
        try (InputStream in = ServedScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The jar of tallystick-core lacks " + resource
                        + ": was it repackaged without its resources? Leave script-path out, or keep them.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(byte[] script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-384").digest(script);
            return HexFormat.of().formatHex(hash).substring(0, VERSION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK lacks SHA-384, which each must have", e);
        }
    }
}
