package dev.tallystick.tck;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Cases that every adapter passes, over real sockets. */
@ParameterizedClass(name = "{0}")
@EnumSource(Adapter.class)
abstract class OnEveryAdapter {

    @Parameter
    Adapter adapter;

    /** A client with an empty cookie jar, of the application with these keys. */
    Client client(String... keys) {
        return Sites.client(adapter, keys);
    }
}
