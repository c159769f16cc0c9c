package dev.tallystick.reference;

/** On this server. */
class FaultsTest extends FaultsContract {}
