package dev.tallystick.benchmarks;

/** One request to one subject, which can be sent any number of times by one thread. */
public interface Exercise {

    /** Sends it. What comes back keeps the compiler from leaving anything out. */
    Object run() throws Exception;

    /**
     * Sends it once and looks at what came of it.
     *
     * @throws WrongAnswer if that isn't what the case says: its time would be worth nothing
     */
    void verify() throws Exception;

    /** A subject that didn't do what it is measured for. */
    final class WrongAnswer extends Exception {

        private static final long serialVersionUID = 1L;

        public WrongAnswer(String message) {
            super(message);
        }
    }
}
