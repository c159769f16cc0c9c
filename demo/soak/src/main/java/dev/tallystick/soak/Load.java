package dev.tallystick.soak;

import dev.tallystick.bank.BankSettings;
import dev.tallystick.bank.BankSite;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens a bank, sends the users, and closes it again. */
final class Load {

    private static final long OPENING_BALANCE = 1_000_000;
    private static final int CHEAP_BCRYPT = 4;

    private final Plan plan;

    Load(Plan plan) {
        this.plan = plan;
    }

    Outcome run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("tallystick-soak");
        try {
            RotatingKeys keys = new RotatingKeys();
            // On a disk, as a bank's books are: in memory they would grow with every payment. The cache is small and
            // soon full.
            BankSettings settings = BankSettings.on("jdbc:h2:file:" + directory.resolve("ledger")
                            + ";CACHE_SIZE=4096;LOCK_TIMEOUT=20000;DB_CLOSE_ON_EXIT=FALSE")
                    .withBcryptStrength(CHEAP_BCRYPT)
                    .withConfig(plan.config())
                    .withKeys(keys);
            try (BankSite bank = BankSite.start(settings)) {
                for (int i = 0; i < plan.users(); i++) {
                    bank.enrol(User.name(i), User.name(i), OPENING_BALANCE);
                }
                return under(bank, keys);
            }
        } finally {
            delete(directory);
        }
    }

    private Outcome under(BankSite bank, RotatingKeys keys) throws IOException, InterruptedException {
        Counts counts = new Counts(plan.users());
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Attack.Loot> loot = new AtomicReference<>(loot(bank));
        long sumBefore = sum(bank);
        List<Thread> users = new ArrayList<>();
        for (int i = 0; i < plan.users(); i++) {
            Thread user = new Thread(
                    new User(i, plan.users(), bank.port(), bank.origin(), plan.think(), counts, loot::get, over),
                    User.name(i));
            user.setDaemon(true);
            users.add(user);
        }
        users.forEach(Thread::start);
        Memory memory = new Memory();
        long start = System.nanoTime();
        long nextKey = plan.rotation().toNanos();
        long nextLook = plan.sampling().toNanos();
        int[] threads = new int[2];
        long since;
        while ((since = System.nanoTime() - start) < plan.duration().toNanos()) {
            TimeUnit.MILLISECONDS.sleep(50);
            if (since >= nextKey) {
                keys.rotate();
                loot.set(loot(bank));
                nextKey += plan.rotation().toNanos();
            }
            if (since >= nextLook) {
                memory.sample(Duration.ofNanos(since));
                threads[1] = ManagementFactory.getThreadMXBean().getThreadCount();
                threads[0] = threads[0] == 0 ? threads[1] : threads[0];
                nextLook += plan.sampling().toNanos();
            }
        }
        over.set(true);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        for (Thread user : users) {
            user.join(TimeUnit.SECONDS.toMillis(60));
        }
        Map<String, Long> balances = bank.ledger().balances();
        int wrong = 0;
        for (int i = 0; i < plan.users(); i++) {
            Long balance = balances.get(User.name(i));
            if (balance == null || balance != OPENING_BALANCE + counts.change.get(i)) {
                wrong++;
            }
        }
        return new Outcome(
                plan,
                took,
                counts,
                keys.made(),
                sumBefore,
                sum(bank),
                balances.getOrDefault("mallory", 0L),
                wrong,
                memory,
                threads);
    }

    /** What mallory gets as a visitor of the bank's. */
    private static Attack.Loot loot(BankSite bank) throws IOException {
        try (Connection mallory = new Connection(bank.port(), bank.origin().substring("http://".length()))) {
            @Nullable
            String token =
                    mallory.send("GET", "/web/login", "", "Accept: text/html").token();
            if (token == null) {
                throw new IOException("the bank's sign-in page has no token");
            }
            return new Attack.Loot(mallory.cookieHeader(), token);
        }
    }

    private static long sum(BankSite bank) {
        return bank.ledger().balances().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
