package dev.tallystick.bank;

import dev.tallystick.bank.web.Accept;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Pages;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The start page, which says what there is to see, and the answer to addresses where nothing is. */
final class StartServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Pages pages;
    private final transient Map<String, ?> facts;

    /**
     * @param facts what the page says of this run
     */
    StartServlet(Pages pages, Map<String, ?> facts) {
        this.pages = pages;
        this.facts = Map.copyOf(facts);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getServletPath().equals("/") && !request.getServletPath().isEmpty()) {
            nothing(request, response);
            return;
        }
        Map<String, Object> variables = new HashMap<>(facts);
        variables.put("elsewhere", !BankSettings.HOST.equals(request.getServerName()));
        Answer.html(response, HttpServletResponse.SC_OK, pages.render("start", request, response, variables));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        nothing(request, response);
    }

    private void nothing(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = HttpServletResponse.SC_NOT_FOUND;
        String detail = "There is nothing at this address.";
        if (Accept.json(request)) {
            Answer.problem(response, status, detail, Map.of());
        } else {
            Map<String, Object> variables = Map.of(
                    "title", Answer.title(status), "detail", detail, "mount", "", "unguarded", false, "user", "");
            Answer.html(response, status, pages.render("problem", request, response, variables));
        }
    }
}
