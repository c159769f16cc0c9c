package dev.tallystick.spring.boot.reactive;

import dev.tallystick.spring.webflux.TallystickWebFilter;

/**
 * Options of the web filter that have no key, for instance {@code maxUploadBytes(…)}. Beans of this type are called once, in
 * their order, before the filter is built.
 */
@FunctionalInterface
public interface TallystickWebFilterCustomizer {

    void customize(TallystickWebFilter.Builder filter);
}
