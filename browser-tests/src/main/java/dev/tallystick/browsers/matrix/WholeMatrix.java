package dev.tallystick.browsers.matrix;

import dev.tallystick.bank.SameSite;
import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the product of vectors, cookie settings and doors in every engine, and writes the table of the documents. */
@Command(
        name = "whole-matrix",
        description = "Plays every attack in every engine with every kind of cookie, and writes what was seen.",
        footer = "%nExit status: 0 nothing went through that shouldn't, 1 something did or couldn't be played.")
public final class WholeMatrix implements Callable<Integer> {

    @Option(
            names = "--without-engine",
            description = "an engine that isn't played; its lines stay as they are in the table; repeatable")
    private List<String> without = new ArrayList<>();

    @Option(names = "--vector", description = "only vectors with this in their name; nothing is written then")
    private String only = "";

    @Option(names = "--documents", required = true, description = "where the table goes")
    private Path documents = Path.of("docs");

    @Option(names = "--render", description = "only write the page anew from the table that is there")
    private boolean render;

    public static void main(String[] args) {
        System.exit(new CommandLine(new WholeMatrix()).execute(args));
    }

    /**
     * The doors of a vector. What the guard decides hangs on the headers, and those don't hang on SameSite: so attacks that need a
     * page for each door try the modes beside strict with one kind of cookie only.
     */
    static List<Door> doors(Setup setup, Vector vector) {
        boolean all = !vector.takesTheWindow()
                || setup.https() && setup.sameSite() == SameSite.NONE
                || vector.isANamedException();
        return all ? List.of(Door.values()) : List.of(Door.OPEN, Door.WEB);
    }

    /** Every setup of an engine that says something of its own. */
    static List<Setup> setups(Engine engine) {
        List<Setup> setups = new ArrayList<>();
        Cookies attackers = engine.blocksThirdPartyCookies() ? Cookies.THIRD_PARTY : Cookies.DEFAULT;
        for (SameSite sameSite : SameSite.values()) {
            setups.add(new Setup(engine, attackers, true, sameSite));
        }
        setups.add(new Setup(engine, attackers, false, SameSite.NONE));
        if (engine.blocksThirdPartyCookies()) {
            // Third-party cookies of the other kinds are withheld in any case.
            setups.add(new Setup(engine, Cookies.DEFAULT, true, SameSite.NONE));
        }
        if (engine.id().equals("chromium")) {
            setups.add(new Setup(engine, Cookies.SHORT_LAX_WINDOW, true, SameSite.UNSET));
        }
        return setups;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path json = documents.resolve("browsers.json");
        Path page = documents.resolve("browsers.md");
        if (render) {
            Files.writeString(page, Page.of(Table.read(Files.readString(json))));
            return 0;
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        long started = System.nanoTime();
        List<Engine> engines = Engine.all().stream()
                .filter(engine -> !without.contains(engine.id()))
                .toList();
        List<Vector> vectors = Vector.all().stream()
                .filter(vector -> vector.id().contains(only))
                .toList();
        Table table = Table.of(Files.exists(json) ? Table.read(Files.readString(json)) : List.of());
        engines.forEach(engine -> table.remove(engine.id()));
        List<String> violations = new ArrayList<>();
        int[] plays = {0};
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, engines.size()));
        List<Future<?>> runs = new ArrayList<>();
        for (Engine engine : engines) {
            runs.add(threads.submit(() -> {
                String version = engine.version();
                for (Setup setup : setups(engine)) {
                    long begun = System.nanoTime();
                    List<Outcome> outcomes = setup.play(vectors, vector -> doors(setup, vector), out::println);
                    synchronized (table) {
                        table.add(setup, version, outcomes);
                        violations.addAll(Table.violations(setup, outcomes));
                        plays[0] += outcomes.size();
                        // What is there is kept, should the run be broken off.
                        if (only.isEmpty()) {
                            Files.writeString(json, table.json());
                        }
                    }
                    out.println(setup + ": " + outcomes.size() + " attacks in "
                            + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
                }
                return null;
            }));
        }
        threads.shutdown();
        boolean failed = false;
        for (Future<?> run : runs) {
            try {
                run.get();
            } catch (ExecutionException e) {
                failed = true;
                out.println("NOT PLAYED TO THE END: " + e.getCause());
            }
        }
        violations.forEach(violation -> out.println("WENT THROUGH: " + violation));
        out.println(plays[0] + " attacks in "
                + Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s, "
                + violations.size() + " went through that shouldn't; without: "
                + (without.isEmpty() ? "none" : String.join(", ", without)));
        if (only.isEmpty()) {
            Files.writeString(page, Page.of(Table.read(Files.readString(json))));
        }
        return failed || !violations.isEmpty() ? 1 : 0;
    }
}
