package dev.tallystick.reference.servlet;

import dev.tallystick.CsrfExempt;
import dev.tallystick.reference.view.View;

/** A view that is exempt because its handler says so. */
@CsrfExempt
final class ExemptViewServlet extends ViewServlet {

    private static final long serialVersionUID = 1L;

    ExemptViewServlet(View view) {
        super(view);
    }
}
