/**
 * Who somebody is: passwords, the slowing of sign-in attempts, and the JWTs that phones present. What doesn't belong: what
 * somebody may do with an account (ledger), and the sessions of browsers (views).
 */
@NullMarked
package dev.tallystick.bank.identity;

import org.jspecify.annotations.NullMarked;
