package dev.tallystick.bank.ledger;

import java.time.Instant;

/** Money that went from one account to another. */
public record Transfer(long id, String from, String to, long pence, Instant at) {}
