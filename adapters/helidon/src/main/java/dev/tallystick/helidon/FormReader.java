package dev.tallystick.helidon;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** What was found, and the body, which the server opens once: what was taken of it and its rest; null if it is untouched. */
    record Result(
            FormFields fields,
            @Nullable Spool taken,
            @Nullable InputStream rest) {}

    /**
     * @throws IOException if the client goes away, or the body can't be kept
     */
    Result read(ServerRequest request, long mostBytes) throws IOException {
        List<String> types = request.headers().all(HeaderNames.CONTENT_TYPE, List::of);
        String type = types.size() == 1 ? types.get(0) : "";
        int end = type.indexOf(';');
        String mediaType = (end < 0 ? type : type.substring(0, end)).trim();
        boolean urlEncoded = Ascii.equalsIgnoreCase(mediaType, "application/x-www-form-urlencoded");
        boolean multipart = Ascii.equalsIgnoreCase(mediaType, "multipart/form-data");
        if (!urlEncoded && !multipart) {
            return new Result(FormFields.none(FormFields.State.NOT_A_FORM), null, null);
        }
        if (!request.content().hasEntity()) {
            return new Result(FormFields.of(Map.of()), null, null);
        }
        if (urlEncoded && request.headers().contentLength().orElse(-1) > mostBytes) {
            return new Result(FormFields.none(FormFields.State.TOO_LARGE), null, null);
        }
        InputStream body = request.content().inputStream();
        Spool taken = new Spool(urlEncoded ? Long.MAX_VALUE : MOST_IN_MEMORY, directory);
        try {
            FormFields fields = urlEncoded
                    ? urlEncoded(body, taken, mostBytes)
                    : MultipartFields.read(type, new SpooledInput(body, taken, mostUploadBytes), mostBytes);
            return new Result(fields, taken, body);
        } catch (IOException | RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    private static FormFields urlEncoded(InputStream body, Spool taken, long mostBytes) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int count;
        while (taken.length() <= mostBytes
                && (count = body.read(buffer, 0, (int) Math.min(BUFFER, mostBytes + 1 - taken.length()))) >= 0) {
            taken.write(buffer, 0, count);
        }
        return taken.length() > mostBytes
                ? FormFields.none(FormFields.State.TOO_LARGE)
                : FormFields.of(UrlEncoded.parse(taken.text(), StandardCharsets.UTF_8));
    }
}
