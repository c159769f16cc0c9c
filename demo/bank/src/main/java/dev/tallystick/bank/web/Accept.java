package dev.tallystick.bank.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;

/** Which of HTML and JSON a client would rather have. */
public final class Accept {

    private static final int NAMED = 3;
    private static final int KIND = 2;
    private static final int ANY = 1;

    private Accept() {}

    /** Whether {@code Accept} prefers JSON; by itself, or as a tie with HTML, {@code *}{@code /*} does not. */
    public static boolean json(HttpServletRequest request) {
        Weight json = new Weight("application", "json");
        Weight html = new Weight("text", "html");
        for (Enumeration<String> lines = request.getHeaders("Accept"); lines.hasMoreElements(); ) {
            String line = lines.nextElement();
            int start = 0;
            while (start <= line.length()) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                String range = line.substring(start, end);
                json.read(range);
                html.read(range);
                start = end + 1;
            }
        }
        return json.quality > html.quality || json.quality == html.quality && json.precision > html.precision;
    }

    /** What the most precise range that covers a type says of it. */
    private static final class Weight {

        private final String kind;
        private final String name;
        private int precision;
        private double quality;

        Weight(String kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        void read(String range) {
            int semicolon = range.indexOf(';');
            String type = (semicolon < 0 ? range : range.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            int covers = type.equals(kind + '/' + name)
                    ? NAMED
                    : type.equals(kind + "/*") ? KIND : type.equals("*/*") ? ANY : 0;
            if (covers > precision) {
                precision = covers;
                quality = semicolon < 0 ? 1 : quality(range.substring(semicolon + 1));
            }
        }

        private static double quality(String parameters) {
            int at = parameters.toLowerCase(Locale.ROOT).indexOf("q=");
            if (at < 0) {
                return 1;
            }
            int end = parameters.indexOf(';', at);
            try {
                double quality = Double.parseDouble(parameters
                        .substring(at + 2, end < 0 ? parameters.length() : end)
                        .strip());
                return quality >= 0 && quality <= 1 ? quality : 0;
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
