/**
 * The bank's pages and JSON answers: one set of views, mounted under several prefixes and none the wiser. What doesn't
 * belong: who may reach them (the guard in front), and what moving money means (ledger).
 */
@NullMarked
package dev.tallystick.bank.views;

import org.jspecify.annotations.NullMarked;
