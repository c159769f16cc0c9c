package dev.tallystick.bank.web;

/** A request that can't be answered as it is, with the status and a sentence that say so. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    public Refusal(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** What is wrong, in a sentence. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
