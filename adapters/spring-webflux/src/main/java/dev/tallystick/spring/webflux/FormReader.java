package dev.tallystick.spring.webflux;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.FormPartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.codec.multipart.PartEventHttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Reads the fields of a form body, bounded, and keeps what it reads for the handler. Immutable. */
final class FormReader {

    /** What a part costs besides its name and value. */
    private static final int PART = 64;

    private final Path directory;
    private final long mostUploadBytes;

    FormReader(Path directory, long mostUploadBytes) {
        this.directory = directory;
        this.mostUploadBytes = mostUploadBytes;
    }

    /**
     * What was found, and what was taken of the body meanwhile.
     *
     * @param taken null if nothing was
     */
    record Result(FormFields fields, @Nullable TakenBody taken) {}

    Mono<Result> read(ServerWebExchange exchange, long mostBytes) {
        ServerHttpRequest request = exchange.getRequest();
        DataBufferFactory factory = exchange.getResponse().bufferFactory();
        List<String> types = ExchangeHead.lines(request.getHeaders(), "Content-Type");
        String type = types.size() == 1 ? mediaType(types.get(0)) : "";
        if (Ascii.equalsIgnoreCase(type, "application/x-www-form-urlencoded")) {
            return readUrlEncoded(request, factory, mostBytes);
        }
        if (Ascii.equalsIgnoreCase(type, "multipart/form-data")) {
            return readMultipart(request, factory, mostBytes);
        }
        return none(FormFields.State.NOT_A_FORM, null);
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim();
    }

    private static Mono<Result> none(FormFields.State why, @Nullable TakenBody taken) {
        return Mono.just(new Result(FormFields.none(why), taken));
    }

    private static Mono<Result> readUrlEncoded(ServerHttpRequest request, DataBufferFactory factory, long mostBytes) {
        if (declaredLength(request) > mostBytes) {
            return none(FormFields.State.TOO_LARGE, null);
        }
        return BodyHead.of(request.getBody(), factory, mostBytes)
                .map(head -> new Result(
                        head.isTooLong()
                                ? FormFields.none(FormFields.State.TOO_LARGE)
                                : FormFields.of(UrlEncoded.parse(head.text(), StandardCharsets.UTF_8)),
                        head));
    }

    private Mono<Result> readMultipart(ServerHttpRequest request, DataBufferFactory factory, long mostBytes) {
        if (declaredLength(request) > mostUploadBytes) {
            return none(FormFields.State.TOO_LARGE, null);
        }
        return new Spool(directory, factory, mostUploadBytes)
                .fill(request.getBody())
                .flatMap(kept -> {
                    if (kept.isTooLong()) {
                        return none(FormFields.State.TOO_LARGE, kept);
                    }
                    Fields fields = new Fields(mostBytes);
                    PartEventHttpMessageReader reader = new PartEventHttpMessageReader();
                    reader.setMaxInMemorySize((int) Math.min(mostBytes, Integer.MAX_VALUE));
                    return reader.read(
                                    ResolvableType.forClass(PartEvent.class),
                                    new ViewRequest(request, false, false, kept),
                                    Map.of())
                            .doOnNext(fields::add)
                            .then(Mono.fromSupplier(() -> new Result(FormFields.of(fields.found), kept)))
                            .onErrorResume(DataBufferLimitException.class, e -> none(FormFields.State.TOO_LARGE, kept))
                            .onErrorResume(DecodingException.class, e -> none(FormFields.State.MALFORMED, kept))
                            .onErrorResume(IllegalArgumentException.class, e -> none(FormFields.State.MALFORMED, kept));
                });
    }

    /** Of a body in chunks none is declared. */
    private static long declaredLength(ServerHttpRequest request) {
        List<String> lines = ExchangeHead.lines(request.getHeaders(), "Content-Length");
        try {
            return lines.isEmpty() ? -1 : Long.parseLong(lines.get(0));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** What the parts of a body add up to. */
    private static final class Fields {

        private final Map<String, List<String>> found = new LinkedHashMap<>();
        private long left;
        private boolean withinPart;

        Fields(long mostBytes) {
            this.left = mostBytes;
        }

        /** A part comes as one event, or as several of which the last says so. */
        void add(PartEvent event) {
            DataBuffer content = event.content();
            long size = content.readableByteCount();
            DataBufferUtils.release(content);
            // Spring's own name() fails on a part that has none.
            String name = event.headers().getContentDisposition().getName();
            if (!withinPart) {
                left -= PART + (name == null ? 0 : name.length());
            }
            withinPart = !event.isLast();
            if (!(event instanceof FilePartEvent)) {
                left -= size;
            }
            if (left < 0) {
                throw new DataBufferLimitException("more than max-form-bytes, files not counted");
            }
            if (event instanceof FormPartEvent field && name != null) {
                found.computeIfAbsent(name, n -> new ArrayList<>(1)).add(field.value());
            }
        }
    }
}
