package dev.tallystick.adapter.body;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.UrlEncoded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a form body, bounded, and keeps what it reads for the handler: {@code application/x-www-form-urlencoded}
 * (WHATWG URL, section 5.1) and {@code multipart/form-data} (RFC 7578). Immutable, and safe for use by any number of threads.
 */
public final class FormReader {

    /** How long a multipart body may be where nobody said so: 64 MiB. */
    public static final long DEFAULT_UPLOAD_BYTES = 64L * 1024 * 1024;

    /** Of a multipart body; the fields of the other kind must be held in memory anyway. */
    private static final int MOST_IN_MEMORY = 64 * 1024;

    private static final int BUFFER = 8 * 1024;

    private final Path directory;
    private final long mostUploadBytes;

    private FormReader(Path directory, long mostUploadBytes) {
        this.directory = directory;
        this.mostUploadBytes = mostUploadBytes;
    }

    /**
     * @param uploadDirectory where the larger multipart bodies are kept until their handler has read them
     * @param maxUploadBytes how long a multipart body may be, files included
     * @throws IllegalArgumentException if there can't be files in the directory, or the length is less than 1
     */
    public static FormReader of(Path uploadDirectory, long maxUploadBytes) {
        if (maxUploadBytes < 1) {
            throw new IllegalArgumentException(
                    "maxUploadBytes " + maxUploadBytes + " must be 1 or more, for instance " + DEFAULT_UPLOAD_BYTES);
        }
        if (!Files.isDirectory(uploadDirectory) || !Files.isWritable(uploadDirectory)) {
            throw new IllegalArgumentException(
                    "uploadDirectory '" + uploadDirectory + "' is no directory that files can be made in");
        }
        return new FormReader(uploadDirectory, maxUploadBytes);
    }

    /** The JDK's directory for temporary files. */
    public static Path defaultDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir", "."));
    }

    /** Where a body is opened. */
    @FunctionalInterface
    public interface Source {

        /** Asked once at most, and only if something is to be read. */
        InputStream open() throws IOException;
    }

    /**
     * What came of it.
     *
     * @param fields what was found, or why nothing
     * @param body what the handler must be given in place of the body; null if nothing was taken of it
     */
    public record Result(FormFields fields, @Nullable TakenBody body) {}

    /**
     * @param request whose content type says what the body is
     * @param mostBytes how much all but the content of files may come to
     * @throws IOException if the client goes away, or the body can't be kept; nothing is kept then
     */
    public Result read(RequestView request, Source source, long mostBytes) throws IOException {
        String type = only(request.headers("Content-Type"));
        String mediaType = mediaType(type);
        if (Ascii.equalsIgnoreCase(mediaType, "application/x-www-form-urlencoded")) {
            return declaredLength(request) > mostBytes
                    ? new Result(FormFields.none(FormFields.State.TOO_LARGE), null)
                    : readUrlEncoded(source.open(), mostBytes);
        }
        if (Ascii.equalsIgnoreCase(mediaType, "multipart/form-data")) {
            return readMultipart(type, source.open(), mostBytes);
        }
        return new Result(FormFields.none(FormFields.State.NOT_A_FORM), null);
    }

    private static String only(Enumeration<String> lines) {
        String first = lines.hasMoreElements() ? lines.nextElement() : "";
        return lines.hasMoreElements() ? "" : first;
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim();
    }

    /** The server has refused a length that is no number; of a body in chunks none is declared. */
    private static long declaredLength(RequestView request) {
        Enumeration<String> lines = request.headers("Content-Length");
        try {
            return lines.hasMoreElements() ? Long.parseLong(lines.nextElement()) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private Result readUrlEncoded(InputStream body, long mostBytes) throws IOException {
        Spool taken = new Spool(Long.MAX_VALUE, directory);
        byte[] buffer = new byte[BUFFER];
        int count;
        while (taken.length() <= mostBytes
                && (count = body.read(buffer, 0, (int) Math.min(BUFFER, mostBytes + 1 - taken.length()))) >= 0) {
            taken.write(buffer, 0, count);
        }
        return result(
                taken.length() > mostBytes
                        ? FormFields.none(FormFields.State.TOO_LARGE)
                        : FormFields.of(UrlEncoded.parse(taken.text(), StandardCharsets.UTF_8)),
                taken,
                body);
    }

    private Result readMultipart(String contentType, InputStream body, long mostBytes) throws IOException {
        Spool taken = new Spool(MOST_IN_MEMORY, directory);
        try {
            SpooledInput input = new SpooledInput(body, taken, mostUploadBytes);
            return result(MultipartFields.read(contentType, input, mostBytes), taken, body);
        } catch (IOException | RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    private static Result result(FormFields fields, Spool taken, InputStream rest) throws IOException {
        return new Result(fields, taken.length() == 0 ? null : new TakenBody(taken, rest));
    }
}
