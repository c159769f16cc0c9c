package dev.tallystick;

/**
 * What {@link Protection#check} answers: a {@link Decision}, or a {@link Need} for something that isn't at hand and without
 * which there is no decision yet.
 */
public sealed interface Outcome permits Decision, Need {}
