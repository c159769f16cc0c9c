package dev.tallystick.reference;

/** On this server. */
class LoadTest extends LoadContract {}
