/**
 * Accounts and transfers, kept through JDBC: money is integer pence, a transfer is one transaction, and no account is ever
 * overdrawn. What doesn't belong: who may ask (identity), how it looks (views).
 */
@NullMarked
package dev.tallystick.bank.ledger;

import org.jspecify.annotations.NullMarked;
