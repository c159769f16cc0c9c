package dev.tallystick.helidon;

import io.helidon.common.GenericType;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.ReadableEntity;
import io.helidon.http.media.ReadableEntityBase;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** A body whose beginning was searched for the token, whole again for the handler. */
final class GuardedBody extends ReadableEntityBase {

    private static final int BUFFER = 8 * 1024;

    private final ServerRequest request;
    private UnaryOperator<InputStream> filter = UnaryOperator.identity();

    GuardedBody(ServerRequest request, InputStream whole) {
        super(size -> next(whole), () -> {});
        this.request = request;
    }

    private static BufferData next(InputStream whole) {
        try {
            byte[] buffer = new byte[BUFFER];
            int count = whole.read(buffer);
            return count < 0 ? BufferData.empty() : BufferData.create(buffer, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void addFilter(UnaryOperator<InputStream> added) {
        UnaryOperator<InputStream> before = filter;
        filter = in -> added.apply(before.apply(in));
    }

    @Override
    public InputStream inputStream() {
        return filter.apply(super.inputStream());
    }

    @Override
    public ReadableEntity copy(Runnable entityProcessed) {
        return this;
    }

    @Override
    protected <T> T entityAs(GenericType<T> type) {
        MediaContext media = request.listenerContext().mediaContext();
        return media.reader(type, request.headers()).read(type, inputStream(), request.headers());
    }
}
