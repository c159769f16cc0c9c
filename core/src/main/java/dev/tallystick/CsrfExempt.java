package dev.tallystick;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Exempts a handler from the forgery check, and from nothing else: a JWT, a denied mount and the path rules still hold. For
 * callbacks of other sites that carry a proof of their own, such as a signature; answer those with a 303.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CsrfExempt {}
