package dev.tallystick.spring.webflux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/** A body of which no more is read than may be; the rest waits, and follows what was read when it is replayed. */
final class BodyHead implements TakenBody, CoreSubscriber<DataBuffer> {

    private final DataBufferFactory factory;
    private final long most;
    private final MonoSink<BodyHead> read;
    private final List<byte[]> taken = new ArrayList<>(1);
    private long length;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Subscription upstream;
    private @Nullable CoreSubscriber<? super DataBuffer> handler;

    private BodyHead(DataBufferFactory factory, long most, MonoSink<BodyHead> read) {
        this.factory = factory;
        this.most = most;
        this.read = read;
    }

    static Mono<BodyHead> of(Flux<DataBuffer> body, DataBufferFactory factory, long most) {
        return Mono.create(sink -> {
            BodyHead head = new BodyHead(factory, most, sink);
            sink.onCancel(head::cancel);
            body.subscribe(head);
        });
    }

    boolean isTooLong() {
        return length > most;
    }

    /** What was read, one character an octet. */
    String text() {
        StringBuilder text = new StringBuilder((int) Math.min(length, Integer.MAX_VALUE - 8));
        taken.forEach(bytes -> text.append(new String(bytes, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    @Override
    public Flux<DataBuffer> replay() {
        Flux<DataBuffer> head = Flux.fromIterable(taken).map(factory::wrap);
        return ended
                ? head
                : head.concatWith(Flux.from(subscriber -> {
                    if (subscriber instanceof CoreSubscriber<? super DataBuffer> rest) {
                        follow(rest);
                    }
                }));
    }

    private void follow(CoreSubscriber<? super DataBuffer> rest) {
        Subscription waiting = upstream;
        if (waiting == null || handler != null) {
            Flux.<DataBuffer>error(new IllegalStateException("The rest of this body can be read once only"))
                    .subscribe(rest);
            return;
        }
        handler = rest;
        rest.onSubscribe(waiting);
        if (failure != null) {
            rest.onError(failure);
        } else if (ended) {
            rest.onComplete();
        }
    }

    private void cancel() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    @Override
    public void close() {
        // What is in memory goes with the request; the rest of the body is the server's to discard.
    }

    @Override
    public Context currentContext() {
        return handler == null ? Context.of(read.contextView()) : handler.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(DataBuffer buffer) {
        if (handler != null) {
            handler.onNext(buffer);
            return;
        }
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        taken.add(bytes);
        length += bytes.length;
        if (isTooLong()) {
            read.success(this);
        } else if (upstream != null) {
            upstream.request(1);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        if (handler != null) {
            handler.onError(thrown);
        } else {
            read.error(thrown);
        }
    }

    @Override
    public void onComplete() {
        ended = true;
        if (handler != null) {
            handler.onComplete();
        } else {
            read.success(this);
        }
    }
}
