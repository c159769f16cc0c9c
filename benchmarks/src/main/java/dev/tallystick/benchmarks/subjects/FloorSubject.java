package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Enumeration;

/**
 * The least that a request could cost: a filter that looks at exactly the header lines that the rules make Tallystick look at for
 * the same request, compares nothing that it needn't, and, where a token counts, does the bare cryptography over as many bytes.
 */
final class FloorSubject extends FilterSubject {

    private static final int NONCE = 16;
    private static final int TAG = 32;
    /** Kind, lengths, secret, session id and nonce: what a token's tag is made over. */
    private static final int MESSAGE = 1 + 3 * 4 + 18 + 20 + NONCE;

    private static final int TOKEN = 4 + NONCE + TAG;

    private final MessageDigest inner = keyed((byte) 0x36);
    private final MessageDigest outer = keyed((byte) 0x5c);
    private final Random random;

    /** The generator, so that the floor has the same. */
    interface Random {
        void nextBytes(byte[] bytes);
    }

    FloorSubject(Random random) {
        this.random = random;
    }

    private static MessageDigest keyed(byte padding) {
        byte[] block = new byte[64];
        java.util.Arrays.fill(block, padding);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(block);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    boolean has(Case request) {
        return request != Case.MALFORMED && request != Case.TRUSTED;
    }

    @Override
    Filter filter(Case request) {
        return switch (request) {
            case SAFE, FIRST_TOKEN, NEXT_TOKEN, FIFTY_TOKENS -> this::safe;
            case HEADERS_ALONE, CROSS_SITE -> this::headers;
            case HEADER, MISSING, WRONG -> this::header;
            case FIELD -> this::field;
            case MALFORMED, TRUSTED, BARE -> throw new IllegalArgumentException("no floor for " + request);
        };
    }

    private void safe(ServletRequest asked, ServletResponse answered, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) asked;
        if (lines(request, "X-HTTP-Method-Override")
                                + lines(request, "X-Method-Override")
                                + lines(request, "X-HTTP-Method")
                                + lines(request, "Upgrade")
                        == 0
                && request.getQueryString() == null
                && request.getMethod().equals("GET")
                && request.getRequestURI().startsWith("/web")) {
            chain.doFilter(asked, answered);
        }
    }

    /** With one base URL nothing need be known of Host. */
    private static int evidence(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getRequestURI().startsWith("/web")
                ? lines(request, "Origin") + lines(request, "Sec-Fetch-Site")
                : 0;
    }

    private void headers(ServletRequest asked, ServletResponse answered, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) asked;
        if (evidence(request) == 2 && request.getHeader("Sec-Fetch-Site").equals("same-origin")) {
            chain.doFilter(asked, answered);
        } else {
            ((HttpServletResponse) answered).setStatus(403);
        }
    }

    private void header(ServletRequest asked, ServletResponse answered, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) asked;
        check(request, answered, chain, request.getHeader(header()));
    }

    private void field(ServletRequest asked, ServletResponse answered, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) asked;
        check(request, answered, chain, request.getParameter(field()));
    }

    private void check(HttpServletRequest request, ServletResponse answered, FilterChain chain, String token)
            throws IOException, ServletException {
        if (evidence(request) == 2
                && lines(request, "Cookie") == 1
                && token != null
                && holds(token, request.getSession(false).getId())) {
            chain.doFilter(request, answered);
        } else {
            ((HttpServletResponse) answered).setStatus(403);
        }
    }

    private static int lines(HttpServletRequest request, String name) {
        int count = 0;
        for (Enumeration<String> lines = request.getHeaders(name); lines.hasMoreElements(); lines.nextElement()) {
            count++;
        }
        return count;
    }

    private boolean holds(String text, String session) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] token = Base64.getUrlDecoder().decode(characters);
        byte[] tag = tag(token, session);
        int difference = 0;
        for (int i = 0; i < TAG; i++) {
            difference |= tag[i] ^ token[TOKEN - TAG + i];
        }
        return difference == 0;
    }

    private byte[] tag(byte[] token, String session) {
        byte[] message = new byte[MESSAGE];
        System.arraycopy(session.getBytes(StandardCharsets.ISO_8859_1), 0, message, 31, session.length());
        System.arraycopy(token, 4, message, MESSAGE - NONCE, NONCE);
        try {
            MessageDigest first = (MessageDigest) inner.clone();
            MessageDigest second = (MessageDigest) outer.clone();
            first.update(message);
            second.update(first.digest());
            return second.digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    String render(HttpServletRequest request, HttpServletResponse response) {
        // The secret is in a cookie.
        if (lines(request, "Cookie") != 1) {
            throw new IllegalStateException("a page's request has one line of cookies");
        }
        byte[] token = new byte[TOKEN];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        System.arraycopy(nonce, 0, token, 4, NONCE);
        System.arraycopy(tag(token, request.getSession(false).getId()), 0, token, TOKEN - TAG, TAG);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    @Override
    String header() {
        return "X-CSRF-Token";
    }

    @Override
    String field() {
        return "_csrf";
    }
}
