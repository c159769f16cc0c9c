package dev.tallystick.longruns.concurrency;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page that is asked for, or a form of this site that is sent with a token. */
record StressRequest(
        String method, SessionView session, @Nullable String token) implements RequestView {

    @Override
    public String path() {
        return "/transfers";
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public String scheme() {
        return "https";
    }

    @Override
    public @Nullable String peerAddress() {
        return null;
    }

    @Override
    public @Nullable String serverAuthority() {
        return null;
    }

    @Override
    public Enumeration<String> headers(String name) {
        return switch (name) {
            case "Origin" -> Collections.enumeration(List.of("https://bank.example"));
            case "X-CSRF-Token" ->
                token == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(token));
            default -> Collections.emptyEnumeration();
        };
    }

    @Override
    public FormFields form() {
        return FormFields.none(FormFields.State.NOT_A_FORM);
    }
}
