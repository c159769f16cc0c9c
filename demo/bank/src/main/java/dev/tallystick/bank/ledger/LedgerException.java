package dev.tallystick.bank.ledger;

import java.sql.SQLException;

/** The database failed; whatever was under way has been rolled back. */
public final class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerException(String doing, SQLException cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
