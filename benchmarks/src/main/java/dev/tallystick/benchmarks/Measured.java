package dev.tallystick.benchmarks;

import dev.tallystick.benchmarks.subjects.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

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

    /** A visitor for each of a hundred requests, which are under way together. */
    @State(Scope.Thread)
    public static class Many {

        static final int COUNT = 100;

        private final List<Exercise> exercises = new ArrayList<>();
        private final ExecutorService threads = virtualThreads();

        @Setup
        public void setUp(Shared shared) throws Exception {
            for (int i = 0; i < COUNT; i++) {
                Exercise exercise = Objects.requireNonNull(shared.measured.exercise(shared.request));
                exercise.verify();
                exercises.add(exercise);
            }
        }

        @TearDown
        public void tearDown() {
            threads.shutdown();
        }

        private static ExecutorService virtualThreads() {
            try {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JDK has no virtual threads: take 21 or newer", e);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(Many.COUNT)
    public Object eachOnAVirtualThread(Many many) throws Exception {
        List<Future<Object>> answers = new ArrayList<>(Many.COUNT);
        for (Exercise exercise : many.exercises) {
            answers.add(many.threads.submit(exercise::run));
        }
        Object last = answers;
        for (Future<Object> answer : answers) {
            last = answer.get();
        }
        return last;
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
