/**
 * What must hold for any configuration and any request, tried on many that a generator makes. What a single row can say
 * belongs to {@code contract}; what can be proved over everything that browsers send belongs to {@code model}.
 */
@NullMarked
package dev.tallystick.generated;

import org.jspecify.annotations.NullMarked;
