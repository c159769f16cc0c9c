package dev.tallystick.bank.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The pool of connections to the bank's database, and its tables. The SQL is what H2 and PostgreSQL have in common. */
public final class Database implements AutoCloseable {

    private static final String TRACE = "TRACE_LEVEL_FILE";

    private static final List<String> TABLES = List.of(
            "create table if not exists account ("
                    + "name varchar(40) primary key, balance bigint not null check (balance >= 0))",
            "create table if not exists transfer ("
                    + "id bigint generated always as identity primary key,"
                    + " payer varchar(40) not null references account (name),"
                    + " payee varchar(40) not null references account (name),"
                    + " amount bigint not null check (amount > 0),"
                    + " made_at timestamp with time zone not null,"
                    + " cancelled_at timestamp with time zone)",
            "create index if not exists transfer_payer on transfer (payer)",
            "create index if not exists transfer_payee on transfer (payee)",
            "create table if not exists credential ("
                    + "name varchar(40) primary key references account (name), password varchar(100) not null)");

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Connects, and creates the tables that aren't there yet.
     *
     * @throws LedgerException if the database can't be reached or used
     */
    public static Database open(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setPoolName("bank");
        config.setMaximumPoolSize(10);
        config.setAutoCommit(true);
        config.setConnectionTimeout(10_000);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        if (jdbcUrl.startsWith("jdbc:h2:") && !jdbcUrl.contains(TRACE)) {
            // Or H2 prints a page of its own when a file can't be had.
            config.addDataSourceProperty(TRACE, "0");
        }
        Database database = new Database(connect(config));
        try {
            database.createTables();
        } catch (LedgerException e) {
            database.close();
            throw e;
        }
        return database;
    }

    private static HikariDataSource connect(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new LedgerException("The database can't be opened", root(e));
        } catch (RuntimeException e) {
            // Hikari wraps "no driver takes this URL" in one of its own; the URL may hold a password and isn't
            // repeated.
            throw new LedgerException(
                    "The database can't be opened",
                    new SQLException("no driver takes this URL: write jdbc:h2:… or jdbc:postgresql://…", e));
        }
    }

    private static SQLException root(PoolInitializationException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure) {
                return failure;
            }
        }
        return new SQLException(e.getMessage(), e);
    }

    private void createTables() {
        inTransaction("The tables can't be created", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
            return true;
        });
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    public interface Work<T> {

        T with(Connection connection) throws SQLException;
    }

    /** Does the work wholly or not at all. */
    public <T> T inTransaction(String failure, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new LedgerException(failure, e);
        }
    }

    /** Reads. */
    public <T> T read(String failure, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.with(connection);
        } catch (SQLException e) {
            throw new LedgerException(failure, e);
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
