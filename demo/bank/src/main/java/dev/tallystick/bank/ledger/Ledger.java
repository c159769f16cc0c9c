package dev.tallystick.bank.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts and what moved between them. The sum over all accounts never changes by a transfer. Safe for use by many
 * threads, and by several processes on one database.
 *
 * <p>Whoever changes balances locks the transfer's row first, if there is one, and then the accounts in the order of their
 * names, so that no two ever wait for each other.
 */
public final class Ledger {

    /** How long a transfer can be cancelled by who made it. */
    public static final Duration CANCEL_WITHIN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger("dev.tallystick.bank");
    private static final int MOST_LISTED = 50;
    private static final Payment NO_SUCH_ACCOUNT = new Payment.Refused("to", "There is no such account.");
    private static final String FAILURE = "The ledger can't be read or written";

    private final Database database;
    private final InstantSource clock;
    private final List<Consumer<Transfer>> listeners = new CopyOnWriteArrayList<>();

    public Ledger(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Is told, on the thread that moved it, of money that has moved, to or fro. Must be fast. */
    public void onChange(Consumer<Transfer> listener) {
        listeners.add(listener);
    }

    public void removeOnChange(Consumer<Transfer> listener) {
        listeners.remove(listener);
    }

    /** Whether an account could have this name: letters a to z, at most 40. */
    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < 'a' || name.charAt(i) > 'z') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 40;
    }

    /** Opens an account with some money in it, unless it is there already. */
    public void open(String name, long pence) {
        database.inTransaction(FAILURE, connection -> {
            if (balance(connection, name).isPresent()) {
                return false;
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into account (name, balance) values (?, ?)")) {
                insert.setString(1, name);
                insert.setLong(2, pence);
                return insert.executeUpdate() == 1;
            }
        });
    }

    /** The balance in pence; empty if there is no such account. */
    public OptionalLong balance(String name) {
        return database.read(FAILURE, connection -> balance(connection, name));
    }

    /** All balances in pence, by name. */
    public Map<String, Long> balances() {
        return database.read(FAILURE, connection -> {
            Map<String, Long> balances = new LinkedHashMap<>();
            try (PreparedStatement select =
                            connection.prepareStatement("select name, balance from account order by name");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    balances.put(row.getString(1), row.getLong(2));
                }
            }
            return balances;
        });
    }

    /** The latest transfers from and to an account, the newest first; without those that were cancelled. */
    public List<Transfer> transfers(String name) {
        return select("and (payer = ? or payee = ?)", name, name);
    }

    /** The latest transfers of all accounts, likewise. */
    public List<Transfer> transfers() {
        return select("");
    }

    private List<Transfer> select(String condition, String... names) {
        return database.read(FAILURE, connection -> {
            List<Transfer> transfers = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select id, payer, payee, amount, made_at from transfer"
                            + " where cancelled_at is null " + condition
                            + " order by id desc fetch first " + MOST_LISTED + " rows only")) {
                for (int i = 0; i < names.length; i++) {
                    select.setString(i + 1, names[i]);
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        transfers.add(transfer(row));
                    }
                }
            }
            return transfers;
        });
    }

    /** Whether the account that made a transfer can still cancel it. */
    public boolean isCancellable(Transfer transfer) {
        return !clock.instant().isAfter(transfer.at().plus(CANCEL_WITHIN));
    }

    /**
     * Moves money, or says why not.
     *
     * @param from an account that exists
     * @param to whatever was typed
     * @param pence more than nothing
     */
    public Payment pay(String from, String to, long pence) {
        if (pence <= 0 || pence > Pounds.MOST) {
            throw new IllegalArgumentException(
                    pence + " pence: an amount is more than nothing and at most " + Pounds.MOST);
        }
        if (to.equals(from)) {
            return new Payment.Refused("to", "This is your own account: name another.");
        }
        if (!isName(to)) {
            return NO_SUCH_ACCOUNT;
        }
        Payment payment = database.inTransaction(FAILURE, connection -> pay(connection, from, to, pence));
        if (payment instanceof Payment.Made made) {
            tell(made.transfer());
        }
        return payment;
    }

    private Payment pay(Connection connection, String from, String to, long pence) throws SQLException {
        if (balance(connection, to).isEmpty()) {
            return NO_SUCH_ACCOUNT;
        }
        long balance = lock(connection, from, to);
        if (balance < pence) {
            return new Payment.Refused(
                    "amount", "There are " + Pounds.format(balance) + " in your account, and nothing is lent here.");
        }
        move(connection, from, to, pence);
        Instant at = now();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into transfer (payer, payee, amount, made_at) values (?, ?, ?, ?)", new String[] {"id"})) {
            insert.setString(1, from);
            insert.setString(2, to);
            insert.setLong(3, pence);
            insert.setObject(4, at.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return new Payment.Made(new Transfer(key.getLong(1), from, to, pence, at));
            }
        }
    }

    /** Gives the money of a transfer back to the account that made it, if that is still possible. */
    public Cancellation cancel(String from, long id) {
        Cancellation cancellation = database.inTransaction(FAILURE, connection -> cancel(connection, from, id));
        if (cancellation instanceof Cancellation.Done done) {
            tell(done.transfer());
        }
        return cancellation;
    }

    private Cancellation cancel(Connection connection, String from, long id) throws SQLException {
        Transfer transfer = null;
        try (PreparedStatement select =
                connection.prepareStatement("select id, payer, payee, amount, made_at from transfer"
                        + " where id = ? and payer = ? and cancelled_at is null for update")) {
            select.setLong(1, id);
            select.setString(2, from);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    transfer = transfer(row);
                }
            }
        }
        if (transfer == null) {
            return new Cancellation.Unknown();
        }
        if (!isCancellable(transfer)) {
            return new Cancellation.TooLate("A transfer can be cancelled for a minute, and this one is older.");
        }
        if (lock(connection, transfer.to(), from) < transfer.pence()) {
            return new Cancellation.TooLate(transfer.to() + " has spent the money already.");
        }
        move(connection, transfer.to(), from, transfer.pence());
        try (PreparedStatement update =
                connection.prepareStatement("update transfer set cancelled_at = ? where id = ?")) {
            update.setObject(1, now().atOffset(ZoneOffset.UTC));
            update.setLong(2, id);
            update.executeUpdate();
        }
        return new Cancellation.Done(transfer);
    }

    /** Locks both accounts, always in the same order, and answers the balance of the first. */
    private static long lock(Connection connection, String account, String other) throws SQLException {
        boolean inOrder = account.compareTo(other) < 0;
        long first = lock(connection, inOrder ? account : other);
        long second = lock(connection, inOrder ? other : account);
        return inOrder ? first : second;
    }

    private static long lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select balance from account where name = ? for update")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the account " + name + " is gone");
                }
                return row.getLong(1);
            }
        }
    }

    private static void move(Connection connection, String from, String to, long pence) throws SQLException {
        add(connection, from, -pence);
        add(connection, to, pence);
    }

    private static void add(Connection connection, String name, long pence) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update account set balance = balance + ? where name = ?")) {
            update.setLong(1, pence);
            update.setString(2, name);
            update.executeUpdate();
        }
    }

    private static OptionalLong balance(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select balance from account where name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static Transfer transfer(ResultSet row) throws SQLException {
        return new Transfer(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }

    /** As precise as every database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The money has moved for good: whatever a listener does can't be the payer's trouble. */
    private void tell(Transfer transfer) {
        for (Consumer<Transfer> listener : listeners) {
            try {
                listener.accept(transfer);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed after money had moved", e);
            }
        }
    }
}
