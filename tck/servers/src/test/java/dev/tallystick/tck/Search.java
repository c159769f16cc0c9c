package dev.tallystick.tck;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for what must not be seen. What it is, it learns from the traffic: the values of cookies, the tokens that pages and endpoints
 * hand out, the credentials that clients send, and the keys of the configuration; each also as the octets that it stands for, in
 * base64, in hex and percent-encoded.
 */
final class Search {

    /** Shorter ones stand in ordinary text by chance. */
    private static final int LEAST = 16;

    private static final Pattern RESPONSES = Pattern.compile("(?m)^HTTP/1\\.1 ");
    private static final Pattern SET_COOKIE = Pattern.compile("(?im)^Set-Cookie: *([^=\\r\\n]+)=([^;\\r\\n]*)");
    private static final Pattern COOKIES = Pattern.compile("(?im)^Cookie: *([^\\r\\n]*)");
    private static final Pattern TOKENS =
            Pattern.compile("\"token\": *\"([^\"]+)\"|name=\"[^\"]*(?:csrf|token)[^\"]*\"[^>]* value=\"([^\"]+)\"");
    private static final Pattern SENT_TOKENS = Pattern.compile(
            "(?im)^X-[A-Z-]*(?:CSRF|XSRF)[A-Z-]*: *([^\\r\\n]+)|[?&\\r\\n](?:_csrf|csrf_token)=([^&\\s]+)");
    private static final Pattern BEARER = Pattern.compile("(?im)^Authorization: *Bearer +([^\\s]+)");

    /** What a page may show to the one who gets it, and nothing else may. */
    private final Set<String> tokens = new LinkedHashSet<>();

    /** What nothing may show but the header lines that they travel in. */
    private final Set<String> secrets = new LinkedHashSet<>();

    /** What doesn't travel at all. */
    private final Set<String> keys = new LinkedHashSet<>();

    private final Map<String, Map<String, String>> written = new HashMap<>();

    void learnKeys(String ring) {
        for (String entry : ring.split(",")) {
            add(keys, entry.substring(entry.indexOf(':') + 1).strip());
        }
    }

    void learn(Wiretap.Exchange exchange) {
        SET_COOKIE.matcher(exchange.response()).results().forEach(found -> {
            boolean readable = found.group(1).toUpperCase(Locale.ROOT).contains("XSRF");
            add(readable ? tokens : secrets, found.group(2));
        });
        groups(TOKENS, exchange.response(), tokens);
        groups(SENT_TOKENS, exchange.request(), tokens);
        Matcher bearer = BEARER.matcher(exchange.request());
        while (bearer.find()) {
            add(secrets, bearer.group(1));
            String[] parts = bearer.group(1).split("\\.");
            if (parts.length == 3) {
                add(secrets, parts[2]);
            }
        }
        COOKIES.matcher(exchange.request()).results().forEach(line -> {
            for (String pair : line.group(1).split(";")) {
                add(secrets, pair.substring(pair.indexOf('=') + 1).strip());
            }
        });
        // A cookie that scripts may read holds a token; it comes back as any other.
        secrets.removeAll(tokens);
    }

    private static void groups(Pattern pattern, String text, Set<String> into) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                if (matcher.group(i) != null) {
                    add(into, matcher.group(i));
                }
            }
        }
    }

    private static void add(Set<String> into, String value) {
        if (value.length() >= LEAST && value.chars().distinct().count() >= 8) {
            into.add(value);
        }
    }

    /** How many there are to look for. */
    int size() {
        return tokens.size() + secrets.size() + keys.size();
    }

    /** What is seen in an answer that should not be. */
    List<String> inResponse(Wiretap.Exchange exchange) {
        List<String> found = new ArrayList<>();
        for (String response : RESPONSES.split(exchange.response())) {
            int end = response.indexOf("\r\n\r\n");
            String head = end < 0 ? response : response.substring(0, end);
            String body = end < 0 ? "" : response.substring(end);
            boolean refused = head.startsWith("4") || head.startsWith("5");
            for (String line : head.split("\r\n")) {
                boolean setsCookie = line.toLowerCase(Locale.ROOT).startsWith("set-cookie:");
                look("a header line", line, keys, found);
                if (!setsCookie) {
                    look("a header line", line, secrets, found);
                    look("a header line", line, tokens, found);
                }
            }
            look("a page", body, keys, found);
            look("a page", body, secrets, found);
            if (refused) {
                look("a refusal", body, tokens, found);
            }
        }
        return found;
    }

    /** What is seen in a line of the log that should not be: anything. */
    List<String> inLog(String line) {
        List<String> found = new ArrayList<>();
        for (Set<String> kind : List.of(keys, secrets, tokens)) {
            look("a log line", line, kind, found);
        }
        return found;
    }

    private void look(String where, String text, Set<String> values, List<String> found) {
        for (String value : values) {
            written.computeIfAbsent(value, Search::forms).forEach((name, form) -> {
                if (text.contains(form)) {
                    found.add(value + " " + name + " in " + where + ": " + text.strip());
                }
            });
        }
    }

    /** The ways in which a value can be written; {@code as it is} first. */
    static Map<String, String> forms(String value) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("as it is", value);
        byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
        forms.put("in base64", Base64.getEncoder().withoutPadding().encodeToString(text));
        forms.put("in hex", HexFormat.of().formatHex(text));
        forms.put("in hex of capitals", HexFormat.of().withUpperCase().formatHex(text));
        StringBuilder percent = new StringBuilder();
        for (byte octet : text) {
            percent.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
        forms.put("percent-encoded", percent.toString());
        String url = URLEncoder.encode(value, StandardCharsets.UTF_8);
        if (!url.equals(value)) {
            forms.put("encoded for a URL", url);
        }
        try {
            byte[] octets = Base64.getUrlDecoder().decode(value);
            forms.put("as its octets", new String(octets, StandardCharsets.ISO_8859_1));
            forms.put("as its octets in hex", HexFormat.of().formatHex(octets));
            forms.put("as its octets in plain base64", Base64.getEncoder().encodeToString(octets));
        } catch (IllegalArgumentException e) {
            // Not of that alphabet: then there are no octets behind it.
        }
        return forms;
    }
}
