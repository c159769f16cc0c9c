package dev.tallystick.benchmarks;

import dev.tallystick.benchmarks.Cell.Kind;
import dev.tallystick.benchmarks.subjects.Subjects;
import java.util.ArrayList;
import java.util.List;

/** Which cells a run measures. */
final class Plan {

    private static final int NEWER = 25;

    /** Shown beside, whatever the bars need of them. */
    private static final List<String> PEERS = List.of(
            "spring-session", "spring-cookie", "spring-spa", "tomcat-rest", "tomcat-nonce", "csrfguard", "vertx");

    private static final List<String> PRIMITIVES = Subjects.names().stream()
            .filter(name -> Subjects.has(name, Case.BARE))
            .toList();

    private Plan() {}

    /** What the bars need, in an order that keeps what is compared close together. */
    static List<Cell> bars() {
        List<Cell> cells = new ArrayList<>();
        for (Case request :
                List.of(Case.SAFE, Case.HEADERS_ALONE, Case.HEADER, Case.FIELD, Case.NEXT_TOKEN, Case.FIFTY_TOKENS)) {
            cells.add(Cell.of("tallystick", request));
            cells.add(Cell.of("floor", request));
        }
        cells.addAll(Cell.of("spring-session", Case.HEADER, Case.FIELD, Case.MISSING, Case.WRONG));
        cells.addAll(Cell.of("spring-session-nolog", Case.SAFE, Case.HEADER, Case.FIELD));
        cells.addAll(Cell.of("tallystick", Case.MISSING, Case.MALFORMED, Case.WRONG, Case.CROSS_SITE, Case.TRUSTED));
        for (String peer : PEERS) {
            for (Case request : List.of(Case.SAFE, Case.HEADER, Case.FIELD, Case.NEXT_TOKEN, Case.MISSING)) {
                Cell cell = Cell.of(peer, request);
                if (!cells.contains(cell) && Subjects.has(peer, request)) {
                    cells.add(cell);
                }
            }
        }
        cells.add(Cell.of("mounts-10000", Case.SAFE));
        cells.add(Cell.of("exemptions-10000", Case.HEADERS_ALONE));
        cells.add(Cell.of("origins-10000", Case.TRUSTED));
        cells.add(Cell.of("keys-100", Case.HEADER));
        for (String primitive : PRIMITIVES) {
            cells.add(Cell.of(primitive, Case.BARE));
        }
        cells.add(Cell.of("tallystick", Case.NEXT_TOKEN).with(2));
        for (Case request : List.of(Case.SAFE, Case.HEADER, Case.NEXT_TOKEN)) {
            cells.add(Cell.of("tallystick", request).on(NEWER, Kind.PLATFORM));
            cells.add(Cell.of("tallystick", request).on(NEWER, Kind.VIRTUAL));
        }
        cells.add(Cell.of("tallystick", Case.HEADER).on(NEWER, Kind.EACH_VIRTUAL));
        cells.add(Cell.of("floor", Case.HEADER).on(NEWER, Kind.EACH_VIRTUAL));
        return List.copyOf(cells);
    }

    /** Every subject with each of its cases, on one thread and two, on both JDKs, and on virtual threads. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (String name : Subjects.names()) {
            for (Case request : Case.values()) {
                if (Subjects.has(name, request)) {
                    for (int threads = 1; threads <= 2; threads++) {
                        Cell cell = Cell.of(name, request).with(threads);
                        cells.add(cell);
                        cells.add(cell.on(NEWER, Kind.PLATFORM));
                        cells.add(cell.on(NEWER, Kind.VIRTUAL));
                    }
                    cells.add(Cell.of(name, request).on(NEWER, Kind.EACH_VIRTUAL));
                }
            }
        }
        return List.copyOf(cells);
    }
}
