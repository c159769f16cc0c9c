/**
 * Everything of ours that reads what a client or an operator sent, under coverage-guided fuzzing, each with properties that must
 * hold and, where others read the same, compared with them. No test of single cases belongs here: those stand beside what they test.
 */
@NullMarked
package dev.tallystick.fuzzing;

import org.jspecify.annotations.NullMarked;
