package dev.tallystick.servlet;

import dev.tallystick.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes an answer of ours itself: an error page of the application must not run for a request that was refused. */
final class AnswerWriter {

    private AnswerWriter() {}

    static void write(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            // A filter before this one has answered already.
            return;
        }
        response.resetBuffer();
        byte[] body = answer.body();
        writeHead(answer, body.length, response);
        if (body.length == 0 || request.getMethod().equals("HEAD")) {
            return;
        }
        try {
            response.getOutputStream().write(body);
        } catch (IllegalStateException e) {
            // A filter before this one has taken the writer, which may know a smaller character set.
            response.reset();
            writeHead(answer, body.length, response);
            response.getOutputStream().write(body);
        }
    }

    private static void writeHead(Answer answer, int length, HttpServletResponse response) {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (length > 0) {
            response.setContentType(answer.contentType());
            response.setContentLength(length);
        }
    }
}
