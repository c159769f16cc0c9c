package dev.tallystick.tck;

/** On this server. */
class SecretsTest extends SecretsContract {}
