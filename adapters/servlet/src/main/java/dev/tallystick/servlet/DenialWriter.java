package dev.tallystick.servlet;

import dev.tallystick.Denial;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes a denial itself: an error page of the application must not run for a request that was refused. */
final class DenialWriter {

    private DenialWriter() {}

    static void write(Denial denial, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            // A filter before this one has answered already.
            return;
        }
        response.resetBuffer();
        writeHead(denial, response);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        byte[] body = denial.body();
        try {
            response.getOutputStream().write(body);
        } catch (IllegalStateException e) {
            // A filter before this one has taken the writer, which may know a smaller character set.
            response.reset();
            writeHead(denial, response);
            response.getOutputStream().write(body);
        }
    }

    private static void writeHead(Denial denial, HttpServletResponse response) {
        response.setStatus(denial.status());
        denial.headers().forEach(response::setHeader);
        response.setContentType(denial.contentType());
        response.setContentLength(denial.body().length);
    }
}
