package dev.tallystick.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;

/** Runs something when a request is over, be it that it goes on asynchronously. */
final class EndOfRequest implements AsyncListener {

    private final Runnable end;

    private EndOfRequest(Runnable end) {
        this.end = end;
    }

    /** To be called when the first dispatch returns. */
    static void of(HttpServletRequest request, Runnable end) {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(new EndOfRequest(end));
                return;
            } catch (IllegalStateException e) {
                // It has completed in between.
            }
        }
        end.run();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}
}
