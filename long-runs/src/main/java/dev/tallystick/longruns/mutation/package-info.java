/** What PIT says of core and jwt as one page, with the reason for each mutant that lives. Running PIT is Maven's part. */
@NullMarked
package dev.tallystick.longruns.mutation;

import org.jspecify.annotations.NullMarked;
