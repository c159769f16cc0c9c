package dev.tallystick.reference.servlet;

import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets a view answer, whatever the method. */
class ViewServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final View view;

    ViewServlet(View view) {
        this.view = view;
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = view.answer(new ServletExchange(request));
        response.setStatus(answer.status());
        response.setContentType(answer.contentType());
        answer.headers().forEach(response::setHeader);
        byte[] body = answer.bytes();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
