package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.http.RequestPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpURI;
import org.junit.jupiter.params.provider.MethodSource;

/** The path check, beside {@code java.net.URI} and Jetty: a path that we take has one reading, theirs. */
class PathFuzzTest {

    /** RFC 3986, section 3.3, without what parsers quarrel over; and what browsers send unencoded all the same. */
    private static final Pattern PATH =
            Pattern.compile("(?:/|(?:/(?:[\\x21-\\x7e&&[^%/;?#\\\\]]|%[0-9A-Fa-f]{2})++)++/?)");

    private static final Pattern REFUSED = Pattern.compile("(?i)%(?:2e|2f|5c|25|3b|[01][0-9a-f]|7f)|/\\.\\.?(?:/|$)");
    private static final Pattern PARAMETERS = Pattern.compile(";[^/]*+");

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#targets")
    @FuzzTest
    void path(byte[] input) throws URISyntaxException {
        String path = Property.text(input);
        String ours = RequestPath.decode(path, false);
        Property.same(
                RequestPath.decode(path, true),
                RequestPath.decode(PARAMETERS.matcher(path).replaceAll(""), false),
                () -> "path parameters are taken off first");
        boolean clear = PATH.matcher(path).matches() && !REFUSED.matcher(path).find();
        if (ours == null) {
            Property.holds(!clear || !isText(path), () -> "a clear path is taken: " + Property.shown(path));
            return;
        }
        Property.holds(clear, () -> "what is taken is a clear path: " + Property.shown(path));
        Property.same(ours, decoded(path), () -> "decoded as by the JDK");
        Property.same(
                RequestPath.decode(encoded(ours), false), ours, () -> "what is encoded again is read as the same");
        HttpURI jetty = HttpURI.from("http", "bank.example", 80, path);
        Property.holds(!jetty.isAmbiguous(), () -> "Jetty calls it ambiguous too: " + Property.shown(path));
        Property.same(ours, decoded(jetty.getCanonicalPath()), () -> "path by Jetty");
        if (isUri(path)) {
            URI uri = new URI("http://bank.example" + path);
            Property.same(ours, uri.getPath(), () -> "path by java.net.URI");
            Property.same(uri.normalize().getRawPath(), path, () -> "there is nothing to normalise");
        }
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isText(String path) {
        String decoded = decoded(path);
        return decoded.indexOf('\ufffd') < 0 && decoded.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isUri(String path) {
        return path.chars().noneMatch(c -> "\"<>[]^`{|}".indexOf(c) >= 0);
    }

    private static String encoded(String decoded) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : decoded.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(
                    octet == '/' || octet == '.' ? String.valueOf((char) octet) : String.format("%%%02x", octet));
        }
        return encoded.toString();
    }
}
