package dev.tallystick.benchmarks;

import dev.tallystick.benchmarks.subjects.Subjects;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The one thing that is timed: one request, sent again and again. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Measured {

    /** What all threads share, as they share a filter. */
    @State(Scope.Benchmark)
    public static class Shared {

        @Param({"tallystick"})
        public String subject = "";

        @Param({"SAFE"})
        public Case request = Case.SAFE;

        private Subject measured = request -> null;

        @Setup
        public void setUp() {
            measured = Subjects.named(subject);
        }
    }

    /** What each thread has of its own. */
    @State(Scope.Thread)
    public static class Own {

        private Exercise exercise = new None();

        @Setup
        public void setUp(Shared shared) throws Exception {
            exercise = Objects.requireNonNull(
                    shared.measured.exercise(shared.request), () -> shared.subject + " has no " + shared.request);
            exercise.verify();
        }
    }

    @Benchmark
    public Object request(Own own) throws Exception {
        return own.exercise.run();
    }

    private static final class None implements Exercise {

        @Override
        public Object run() {
            throw new IllegalStateException("not set up");
        }

        @Override
        public void verify() {}
    }
}
