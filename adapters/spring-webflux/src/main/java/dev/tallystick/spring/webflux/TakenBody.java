package dev.tallystick.spring.webflux;

import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/** A body that was read, and is given back to its handler. */
interface TakenBody {

    /** The body as it was sent. */
    Flux<DataBuffer> replay();

    /** Lets go of what was kept. */
    void close();
}
