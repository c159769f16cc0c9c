package dev.tallystick.spring.boot;

import dev.tallystick.servlet.TallystickFilter;

/**
 * Options of the filter that have no key, for instance {@code allowUrlSessions()}. Beans of this type are called once, in their
 * order, before the filter is built.
 */
@FunctionalInterface
public interface TallystickFilterCustomizer {

    void customize(TallystickFilter.Builder filter);
}
