package dev.tallystick.bank.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The styles, scripts and pictures of the pages: a few files, read at start. */
public final class AssetServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final List<String> NAMES = List.of("bank.css", "account.js", "watch.js", "tally.svg");

    private record Asset(String type, byte[] bytes, String tag) {}

    private final transient Map<String, Asset> assets = new HashMap<>();

    public AssetServlet() {
        for (String name : NAMES) {
            assets.put('/' + name, read(name));
        }
    }

    private static Asset read(String name) {
        try (InputStream in = AssetServlet.class.getResourceAsStream("/bank/assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + name);
            }
            byte[] bytes = in.readAllBytes();
            String tag = '"' + HexFormat.of().formatHex(sha256(bytes), 0, 8) + '"';
            return new Asset(type(name), bytes, tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return name.endsWith(".css")
                ? "text/css;charset=utf-8"
                : name.endsWith(".js") ? "text/javascript;charset=utf-8" : "image/svg+xml";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Asset asset = assets.get(request.getPathInfo() == null ? "" : request.getPathInfo());
        if (asset == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", asset.tag);
        if (asset.tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(asset.type);
        response.setContentLength(asset.bytes.length);
        response.getOutputStream().write(asset.bytes);
    }
}
