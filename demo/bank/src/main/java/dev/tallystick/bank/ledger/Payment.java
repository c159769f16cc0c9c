package dev.tallystick.bank.ledger;

/** What came of asking for a transfer. */
public sealed interface Payment {

    /** The money went over. */
    record Made(Transfer transfer) implements Payment {}

    /**
     * Nothing was moved.
     *
     * @param field which of the two inputs it is about, {@code to} or {@code amount}
     * @param problem what is wrong with it, in a sentence
     */
    record Refused(String field, String problem) implements Payment {}
}
