package dev.tallystick.browsers.engine;

/** What an engine is told of cookies. */
public enum Cookies {
    /** Nothing: what its users have. */
    DEFAULT("default"),
    /** Third-party cookies are sent, as they were for decades: the attacker's case. */
    THIRD_PARTY("third-party on"),
    /** As {@link #THIRD_PARTY}, and the time in which Chromium forgives a missing SameSite is ten seconds, not two minutes. */
    SHORT_LAX_WINDOW("third-party on, short window");

    private final String text;

    Cookies(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
