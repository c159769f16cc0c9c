package dev.tallystick.helidon;

import io.helidon.common.GenericType;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.HttpPrologue;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.ServerResponseTrailers;
import io.helidon.http.Status;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The response as filters and handlers see it, which says when its head is about to be sent: the server doesn't. */
final class GuardedResponse implements RoutingResponse {

    private final RoutingResponse response;
    private final Runnable beforeHead;

    /**
     * @param beforeHead run whenever the head may be sent next, so it may be run several times
     */
    GuardedResponse(RoutingResponse response, Runnable beforeHead) {
        this.response = response;
        this.beforeHead = beforeHead;
    }

    private void settle() {
        if (!response.isSent() && response.bytesWritten() == 0) {
            beforeHead.run();
        }
    }

    @Override
    public void send() {
        settle();
        response.send();
    }

    @Override
    public void send(byte[] bytes) {
        settle();
        response.send(bytes);
    }

    @Override
    public void send(byte[] bytes, int position, int length) {
        settle();
        response.send(bytes, position, length);
    }

    @Override
    public void send(Object entity) {
        settle();
        response.send(entity);
    }

    @Override
    public void send(Optional<?> entity) {
        settle();
        response.send(entity);
    }

    @Override
    public OutputStream outputStream() {
        settle();
        return new Settling(response.outputStream());
    }

    @Override
    public <T extends Sink<?>> T sink(GenericType<T> sinkType) {
        settle();
        return response.sink(sinkType);
    }

    @Override
    public void commit() {
        if (response.hasEntity()) {
            settle();
        }
        response.commit();
    }

    @Override
    public ServerResponse status(Status status) {
        response.status(status);
        return this;
    }

    @Override
    public Status status() {
        return response.status();
    }

    @Override
    public ServerResponse header(Header header) {
        response.header(header);
        return this;
    }

    @Override
    public boolean isSent() {
        return response.isSent();
    }

    @Override
    public long bytesWritten() {
        return response.bytesWritten();
    }

    @Override
    public ServerResponse whenSent(Runnable listener) {
        response.whenSent(listener);
        return this;
    }

    @Override
    public ServerResponse reroute(String newPath) {
        response.reroute(newPath);
        return this;
    }

    @Override
    public ServerResponse reroute(String path, UriQuery query) {
        response.reroute(path, query);
        return this;
    }

    @Override
    public ServerResponse next() {
        response.next();
        return this;
    }

    @Override
    public ServerResponseHeaders headers() {
        return response.headers();
    }

    @Override
    public ServerResponseTrailers trailers() {
        return response.trailers();
    }

    @Override
    public ServerResponse beforeTrailers(Consumer<ServerResponseTrailers> beforeTrailers) {
        response.beforeTrailers(beforeTrailers);
        return this;
    }

    @Override
    public void streamResult(String result) {
        settle();
        response.streamResult(result);
    }

    @Override
    public void contentLength(long length) {
        response.contentLength(length);
    }

    @Override
    public void streamFilter(UnaryOperator<OutputStream> filter) {
        response.streamFilter(filter);
    }

    @Override
    public void resetRouting() {
        response.resetRouting();
    }

    @Override
    public boolean shouldReroute() {
        return response.shouldReroute();
    }

    @Override
    public HttpPrologue reroutePrologue(HttpPrologue prologue) {
        return response.reroutePrologue(prologue);
    }

    @Override
    public boolean isNexted() {
        return response.isNexted();
    }

    @Override
    public boolean hasEntity() {
        return response.hasEntity();
    }

    @Override
    public boolean reset() {
        return response.reset();
    }

    @Override
    public boolean resetStream() {
        return response.resetStream();
    }

    /** Any of these may be what sends the head. */
    private final class Settling extends OutputStream {

        private final OutputStream out;

        Settling(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            settle();
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            settle();
            out.write(octets, from, length);
        }

        @Override
        public void flush() throws IOException {
            settle();
            out.flush();
        }

        @Override
        public void close() throws IOException {
            settle();
            out.close();
        }
    }
}
