package dev.tallystick.benchmarks;

/** What is sent, and what must come of it. */
public enum Case {
    /** A page that shows no token. */
    SAFE("GET without a token", true),
    /** The first page of a visitor that shows one. */
    FIRST_TOKEN("GET, first token", true),
    /** A later page of the same visitor. */
    NEXT_TOKEN("GET, next token", true),
    /** A page of many forms. */
    FIFTY_TOKENS("GET, fifty tokens", true),
    /** A script's POST. */
    HEADER("POST, token in the header", true),
    /** A form's POST. */
    FIELD("POST, token in the form", true),
    /** A POST of the site's own page to a mount where headers suffice. */
    HEADERS_ALONE("POST, allowed by headers alone", true),
    /** The same from another site that is trusted. */
    TRUSTED("POST of a trusted site, by headers alone", true),
    MISSING("POST, token missing", false),
    MALFORMED("POST, token malformed", false),
    /** Another session's. */
    WRONG("POST, token wrong", false),
    /** Another site's POST. */
    CROSS_SITE("POST, refused by headers", false),
    /** No request: a primitive by itself. */
    BARE("no request", true);

    private final String text;
    private final boolean allowed;

    Case(String text, boolean allowed) {
        this.text = text;
        this.allowed = allowed;
    }

    /** As the tables call it. */
    public String text() {
        return text;
    }

    /** Whether the view must be reached. */
    public boolean isAllowed() {
        return allowed;
    }

    /** How many tokens the view asks for. */
    public int tokens() {
        return switch (this) {
            case FIRST_TOKEN, NEXT_TOKEN -> 1;
            case FIFTY_TOKENS -> 50;
            default -> 0;
        };
    }

    public boolean isPost() {
        return switch (this) {
            case SAFE, FIRST_TOKEN, NEXT_TOKEN, FIFTY_TOKENS, BARE -> false;
            default -> true;
        };
    }
}
