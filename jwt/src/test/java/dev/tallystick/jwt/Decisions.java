package dev.tallystick.jwt;

import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.http.RequestView;

/** Asks as an adapter does. */
final class Decisions {

    /** More rounds than any request may take. */
    private static final int MOST_ROUNDS = 3;

    private Decisions() {}

    static Decision of(Protection protection, RequestView request) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Outcome outcome = protection.check(request);
            if (outcome instanceof Decision decision) {
                return decision;
            }
            ((Need.Work) outcome).work().run();
        }
        throw new AssertionError("no decision, however often it is asked");
    }

    static Decision of(Protection protection, String token) {
        return of(protection, TestRequest.bearing(token));
    }
}
