package dev.tallystick.origin;

/** What the origin check found: the {@link Evidence}, and for foreign evidence why. */
public enum Finding {
    SAME(Evidence.SAME),
    TRUSTED(Evidence.TRUSTED),
    USER(Evidence.USER),
    UNKNOWN(Evidence.UNKNOWN),
    /** Two lines where one decides, or a list where a single value belongs. */
    CONFLICTING_HEADERS(Evidence.FOREIGN),
    /** A {@code Sec-Fetch-Site} that W3C Fetch Metadata doesn't define. */
    BAD_FETCH_METADATA(Evidence.FOREIGN),
    /** {@code Sec-Fetch-Site} says same-site or cross-site, and no {@code Origin} says more. */
    CROSS_SITE(Evidence.FOREIGN),
    UNTRUSTED_ORIGIN(Evidence.FOREIGN),
    NULL_ORIGIN(Evidence.FOREIGN),
    MALFORMED_ORIGIN(Evidence.FOREIGN),
    UNTRUSTED_REFERER(Evidence.FOREIGN),
    /** A {@code Referer} of http where the target is https: whoever is on the wire could have written that page. */
    INSECURE_REFERER(Evidence.FOREIGN),
    MALFORMED_REFERER(Evidence.FOREIGN);

    private final Evidence evidence;

    Finding(Evidence evidence) {
        this.evidence = evidence;
    }

    public Evidence evidence() {
        return evidence;
    }
}
