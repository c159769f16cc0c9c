/**
 * The attacker's site of the demonstration: one page with a card for each attack, and the small pages that carry them out.
 * It knows the bank by its address alone, as any foreign site does; nothing of the bank's own code belongs here.
 */
@NullMarked
package dev.tallystick.bank.attacker;

import org.jspecify.annotations.NullMarked;
