package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.adapter.body.FormReader;
import dev.tallystick.adapter.body.TakenBody;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.provider.MethodSource;

/** The token in a urlencoded body (WHATWG URL, section 5.1), beside {@code java.net.URLDecoder}. */
class FormFuzzTest {

    private static final int MOST = 256;
    private static final Pattern WELL_FORMED = Pattern.compile("(?:[\\x00-\\x7f&&[^%]]|%[0-9A-Fa-f]{2})*+");
    private static final FormReader READER = FormReader.of(FormReader.defaultDirectory(), 4096);

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#bodies")
    @FuzzTest
    void form(byte[] input) throws IOException {
        String text = Property.text(input);
        Map<String, List<String>> ours = UrlEncoded.parse(text, StandardCharsets.UTF_8);
        if (WELL_FORMED.matcher(text).matches()) {
            Property.same(ours, byTheJdk(text), () -> "as the JDK decodes it");
        }
        Property.same(
                UrlEncoded.parse(encoded(ours), StandardCharsets.UTF_8),
                ours,
                () -> "what is encoded again is read as the same");
        FormReader.Result result = READER.read(
                SentRequest.of("POST", "/").header("Content-Type", "application/x-www-form-urlencoded"),
                () -> new ByteArrayInputStream(input),
                MOST);
        boolean tooLarge = input.length > MOST;
        Property.same(
                result.fields().state(),
                tooLarge ? FormFields.State.TOO_LARGE : FormFields.State.READ,
                () -> "a body is read up to its bound");
        if (!tooLarge) {
            ours.forEach((name, values) ->
                    Property.same(result.fields().values(name), values, () -> "the field " + Property.shown(name)));
        }
        replaysAll(result.body(), input);
    }

    /** What was taken of a body, and the rest, are the body. */
    static void replaysAll(@org.jspecify.annotations.Nullable TakenBody taken, byte[] body) throws IOException {
        if (taken != null) {
            try (taken) {
                Property.holds(
                        java.util.Arrays.equals(taken.stream().readAllBytes(), body),
                        () -> "the view reads the body as it was sent");
            }
        }
    }

    private static Map<String, List<String>> byTheJdk(String text) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                fields.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), n -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private static String encoded(Map<String, List<String>> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, values) ->
                values.forEach(value -> text.append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .append('&')));
        return text.toString();
    }
}
