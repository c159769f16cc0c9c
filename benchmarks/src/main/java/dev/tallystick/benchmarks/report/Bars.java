package dev.tallystick.benchmarks.report;

import static dev.tallystick.benchmarks.report.Bar.bytes;
import static dev.tallystick.benchmarks.report.Bar.ratio;
import static dev.tallystick.benchmarks.report.Bar.scaling;

import java.util.List;

/** The bars, and nothing else: which figures, compared with which, and how much is too much. */
public final class Bars {

    private static final String US = "tallystick ";
    private static final String FLOOR = "floor ";
    private static final String SPRING = "spring-session ";
    private static final String MENDED = "spring-session-nolog ";
    private static final String ON = " jdk17";
    private static final String NEWER = " jdk25";

    public static final List<Bar> ALL = List.of(
            bytes(1, "a safe request allocates nothing", US + "SAFE" + ON, 0),
            ratio(1, "a safe request beside its floor", US + "SAFE" + ON, FLOOR + "SAFE" + ON, 1.5),
            ratio(1, "a safe request beside Spring, logging mended", US + "SAFE" + ON, MENDED + "SAFE" + ON, 0.25),
            bytes(2, "headers alone allocate nothing", US + "HEADERS_ALONE" + ON, 0),
            ratio(2, "headers alone beside the floor", US + "HEADERS_ALONE" + ON, FLOOR + "HEADERS_ALONE" + ON, 1.5),
            ratio(3, "token in the header beside the HMAC floor", US + "HEADER" + ON, FLOOR + "HEADER" + ON, 1.2),
            ratio(3, "token in the header beside Spring", US + "HEADER" + ON, SPRING + "HEADER" + ON, 0.45),
            ratio(3, "the same, its logging mended", US + "HEADER" + ON, MENDED + "HEADER" + ON, 0.6),
            bytes(3, "token in the header, bytes", US + "HEADER" + ON, 600),
            ratio(3, "token in the form beside the HMAC floor", US + "FIELD" + ON, FLOOR + "FIELD" + ON, 1.2),
            ratio(3, "token in the form beside Spring", US + "FIELD" + ON, SPRING + "FIELD" + ON, 0.45),
            ratio(3, "the same, its logging mended", US + "FIELD" + ON, MENDED + "FIELD" + ON, 0.6),
            ratio(4, "a page with one token beside the floor", US + "NEXT_TOKEN" + ON, FLOOR + "NEXT_TOKEN" + ON, 1.1),
            ratio(4, "a page with fifty beside the floor", US + "FIFTY_TOKENS" + ON, FLOOR + "FIFTY_TOKENS" + ON, 1.1),
            scaling(4, "two threads beside one", US + "NEXT_TOKEN" + ON + " threads2", US + "NEXT_TOKEN" + ON, 1.7),
            ratio(5, "token missing, beside Spring", US + "MISSING" + ON, SPRING + "MISSING" + ON, 0.1),
            ratio(5, "token malformed, beside Spring's wrong", US + "MALFORMED" + ON, SPRING + "WRONG" + ON, 0.1),
            ratio(5, "token wrong, beside Spring", US + "WRONG" + ON, SPRING + "WRONG" + ON, 0.1),
            ratio(
                    5,
                    "refused by headers, beside Spring's missing",
                    US + "CROSS_SITE" + ON,
                    SPRING + "MISSING" + ON,
                    0.1),
            ratio(5, "token missing, beside allowing", US + "MISSING" + ON, US + "HEADER" + ON, 1),
            ratio(5, "token malformed, beside allowing", US + "MALFORMED" + ON, US + "HEADER" + ON, 1),
            ratio(5, "token wrong, beside allowing", US + "WRONG" + ON, US + "HEADER" + ON, 1),
            ratio(5, "refused by headers, beside allowing by token", US + "CROSS_SITE" + ON, US + "HEADER" + ON, 1),
            ratio(6, "10,000 mounts beside one", "mounts-10000 SAFE" + ON, US + "SAFE" + ON, 1.5),
            ratio(
                    6,
                    "10,000 exemptions beside one",
                    "exemptions-10000 HEADERS_ALONE" + ON,
                    US + "HEADERS_ALONE" + ON,
                    1.5),
            ratio(6, "10,000 trusted origins beside one", "origins-10000 TRUSTED" + ON, US + "TRUSTED" + ON, 1.5),
            ratio(6, "100 keys beside one", "keys-100 HEADER" + ON, US + "HEADER" + ON, 1.5),
            ratio(7, "Jetty, a page: guarded beside unguarded", "jetty GET tallystick", "jetty GET none", 1.05),
            ratio(7, "Jetty, a POST with its token", "jetty POST tallystick", "jetty POST none", 1.05),
            ratio(7, "Tomcat, a page: guarded beside unguarded", "tomcat GET tallystick", "tomcat GET none", 1.05),
            ratio(7, "Tomcat, a POST with its token", "tomcat POST tallystick", "tomcat POST none", 1.05),
            ratio(8, "a safe request on a virtual thread", US + "SAFE" + NEWER + " virtual", US + "SAFE" + NEWER, 1.2),
            ratio(8, "token in the header", US + "HEADER" + NEWER + " virtual", US + "HEADER" + NEWER, 1.2),
            ratio(8, "a page with one token", US + "NEXT_TOKEN" + NEWER + " virtual", US + "NEXT_TOKEN" + NEWER, 1.2),
            ratio(
                    8,
                    "a virtual thread for each request, beside the HMAC floor so",
                    US + "HEADER" + NEWER + " each-virtual",
                    FLOOR + "HEADER" + NEWER + " each-virtual",
                    1.2));

    private Bars() {}
}
