package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads the fields of a form body, bounded, and keeps what it reads for the handler. Immutable. */
final class FormReader {

    /** Of a multipart body; the fields of the other kind must be held in memory anyway. */
    private static final int MOST_IN_MEMORY = 64 * 1024;

    private static final int BUFFER = 8 * 1024;

    private final Path directory;
    private final long mostUploadBytes;

    FormReader(Path directory, long mostUploadBytes) {
        this.directory = directory;
        this.mostUploadBytes = mostUploadBytes;
    }

    /** What was found, and what was taken of the body meanwhile. */
    record Result(FormFields fields, Spool taken) {}

    /**
     * @throws IOException if the client goes away, or the body can't be kept
     */
    Result read(HttpExchange exchange, long mostBytes) throws IOException {
        List<String> types = exchange.getRequestHeaders().get("Content-Type");
        String type = types == null || types.size() != 1 ? "" : types.get(0);
        String mediaType = mediaType(type);
        if (Ascii.equalsIgnoreCase(mediaType, "application/x-www-form-urlencoded")) {
            return readUrlEncoded(exchange, mostBytes);
        }
        if (Ascii.equalsIgnoreCase(mediaType, "multipart/form-data")) {
            Spool taken = new Spool(MOST_IN_MEMORY, directory);
            SpooledInput input = new SpooledInput(exchange.getRequestBody(), taken, mostUploadBytes);
            try {
                return new Result(MultipartFields.read(type, input, mostBytes), taken);
            } catch (IOException e) {
                taken.close();
                throw e;
            }
        }
        return new Result(FormFields.none(FormFields.State.NOT_A_FORM), new Spool(0, directory));
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim();
    }

    private Result readUrlEncoded(HttpExchange exchange, long mostBytes) throws IOException {
        Spool taken = new Spool(Long.MAX_VALUE, directory);
        if (declaredLength(exchange) > mostBytes) {
            return new Result(FormFields.none(FormFields.State.TOO_LARGE), taken);
        }
        InputStream body = exchange.getRequestBody();
        byte[] buffer = new byte[BUFFER];
        int count;
        while (taken.length() <= mostBytes
                && (count = body.read(buffer, 0, (int) Math.min(BUFFER, mostBytes + 1 - taken.length()))) >= 0) {
            taken.write(buffer, 0, count);
        }
        return new Result(
                taken.length() > mostBytes
                        ? FormFields.none(FormFields.State.TOO_LARGE)
                        : FormFields.of(UrlEncoded.parse(taken.text(), StandardCharsets.UTF_8)),
                taken);
    }

    /** The server has refused a length that is no number; of a body in chunks none is declared. */
    private static long declaredLength(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
