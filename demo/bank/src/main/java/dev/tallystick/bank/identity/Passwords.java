package dev.tallystick.bank.identity;

import dev.tallystick.bank.ledger.Database;
import dev.tallystick.bank.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The passwords, kept as BCrypt hashes beside the accounts. Safe for use by many threads. */
public final class Passwords {

    /** BCrypt reads no more than this; what is longer is refused rather than cut. */
    private static final int MOST_BYTES = 72;

    private static final String FAILURE = "The passwords can't be read or written";

    private final Database database;
    private final int strength;
    private final String hashOfNobody;

    /**
     * @param strength the logarithm of BCrypt's rounds, 4 to 31; 10 is ordinary
     */
    public Passwords(Database database, int strength) {
        this.database = database;
        this.strength = strength;
        this.hashOfNobody = hashed("nobody");
    }

    /** Gives an account a password, unless it has one. */
    public void set(String name, String password) {
        if (hash(name).isPresent()) {
            return;
        }
        String hash = hashed(password);
        database.inTransaction(FAILURE, connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into credential (name, password) values (?, ?)")) {
                insert.setString(1, name);
                insert.setString(2, hash);
                return insert.executeUpdate();
            }
        });
    }

    /** Whether this is the account's password; as slow for a name that isn't there, so that time tells nothing. */
    boolean matches(String name, String password) {
        Optional<String> hash = Ledger.isName(name) ? hash(name) : Optional.empty();
        boolean readable = password.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        boolean same = BCrypt.checkpw(readable ? password : "", hash.orElse(hashOfNobody));
        return same && readable && hash.isPresent();
    }

    private String hashed(String password) {
        return BCrypt.hashpw(password, BCrypt.gensalt(strength));
    }

    private Optional<String> hash(String name) {
        return database.read(FAILURE, connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select password from credential where name = ?")) {
                select.setString(1, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }
}
