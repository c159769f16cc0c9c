/**
 * The hidden field in Thymeleaf's forms: {@link dev.tallystick.thymeleaf.TallystickDialect} is all that an application names.
 * What doesn't belong: the judgement which forms get a field, which is {@link dev.tallystick.CsrfToken}'s.
 */
@NullMarked
package dev.tallystick.thymeleaf;

import org.jspecify.annotations.NullMarked;
