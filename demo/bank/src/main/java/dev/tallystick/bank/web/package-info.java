/**
 * What the bank's servlets have in common: reading bodies, writing HTML and JSON, the files of the pages, and the headers of
 * every answer. What doesn't belong: anything about money, users or decisions.
 */
@NullMarked
package dev.tallystick.bank.web;

import org.jspecify.annotations.NullMarked;
