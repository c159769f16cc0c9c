package dev.tallystick.bank.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many at once: nothing is overdrawn, nothing is lost, nobody waits for each other for ever. */
class LedgerConcurrencyTest {

    private static final List<String> NAMES = List.of("ann", "bob", "cleo");
    private static final int THREADS = 8;

    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        // For a look at another database: -Dbank.test.db=jdbc:postgresql://…
        database = Database.open(System.getProperty(
                "bank.test.db", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000"));
        ledger = new Ledger(database, InstantSource.system());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private long total() {
        return ledger.balances().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void theSumStaysTheSameWhateverGoesToAndFro() throws Exception {
        NAMES.forEach(name -> ledger.open(name, 300));
        long total = total();
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            String from = NAMES.get(i % 3);
            String to = NAMES.get((i + 1 + i % 2) % 3);
            long pence = 1 + i % 97;
            boolean cancels = i % 5 == 0;
            tasks.add(() -> {
                if (ledger.pay(from, to, pence) instanceof Payment.Made made) {
                    if (cancels) {
                        ledger.cancel(from, made.transfer().id());
                    }
                    return 1L;
                }
                return 0L;
            });
        }
        assertThat(atOnce(tasks)).contains(1L);
        assertThat(total()).isEqualTo(total);
        assertThat(ledger.balances().values()).allMatch(balance -> balance >= 0);
    }

    @Test
    void oneBalanceIsSpentOnce() throws Exception {
        String spender = "spender";
        ledger.open(spender, 0);
        ledger.open("bank", 1_000_000);
        ledger.open("shop", 0);
        long before = ledger.balance(spender).orElseThrow();
        ledger.pay("bank", spender, 1_000);
        List<Callable<Payment>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tasks.add(() -> ledger.pay(spender, "shop", before + 300));
        }
        long made =
                atOnce(tasks).stream().filter(Payment.Made.class::isInstance).count();
        assertThat(made).isEqualTo((before + 1_000) / (before + 300));
        assertThat(ledger.balance(spender)).hasValue(before + 1_000 - made * (before + 300));
    }

    @Test
    void aTransferIsCancelledOnce() throws Exception {
        NAMES.forEach(name -> ledger.open(name, 300));
        long before = ledger.balance("ann").orElseThrow();
        Payment payment = ledger.pay("ann", "bob", 100);
        long id = ((Payment.Made) payment).transfer().id();
        List<Callable<Cancellation>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            tasks.add(() -> ledger.cancel("ann", id));
        }
        assertThat(atOnce(tasks).stream().filter(Cancellation.Done.class::isInstance))
                .hasSize(1);
        assertThat(ledger.balance("ann")).hasValue(before);
    }
}
