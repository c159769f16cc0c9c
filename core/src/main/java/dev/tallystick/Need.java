package dev.tallystick;

/**
 * What a protection needs before it can decide. Not a decision: the adapter gets it in its server's own way, blocking or
 * not, and asks again.
 */
public sealed interface Need extends Outcome {

    /**
     * The fields of the form body; afterwards {@link dev.tallystick.http.RequestView#form()} isn't null.
     *
     * @param mostBytes how long the body may be, files of a multipart body not counted
     */
    record Form(long mostBytes) implements Need {}

    /** The server session; afterwards {@link dev.tallystick.http.RequestView#session()} isn't null. */
    record Session() implements Need {
        static final Session NEED = new Session();
    }

    /**
     * A piece of work that may block, such as fetching keys; afterwards the protection decides with what came of it.
     *
     * @param work to be run once, never on an event loop; throws nothing
     */
    record Work(Runnable work) implements Need {}
}
