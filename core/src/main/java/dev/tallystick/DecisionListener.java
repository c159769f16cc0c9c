package dev.tallystick;

/**
 * Is told of every decision, once a request, before it is enforced: for metrics and the like. Must be fast, safe for use by
 * many threads, and can't change anything; what it throws is logged.
 */
@FunctionalInterface
public interface DecisionListener {

    void decided(DecisionEvent event);
}
