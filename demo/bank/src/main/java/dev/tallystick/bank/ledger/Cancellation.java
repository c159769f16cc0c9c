package dev.tallystick.bank.ledger;

/** What came of asking for a transfer to be cancelled. */
public sealed interface Cancellation {

    /** The money went back. */
    record Done(Transfer transfer) implements Cancellation {}

    /** The account has made no such transfer, or has cancelled it before. */
    record Unknown() implements Cancellation {}

    /** It was possible once; nothing was moved. */
    record TooLate(String problem) implements Cancellation {}
}
