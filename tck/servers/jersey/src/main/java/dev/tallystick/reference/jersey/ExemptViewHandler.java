package dev.tallystick.reference.jersey;

import dev.tallystick.CsrfExempt;
import dev.tallystick.reference.view.View;
import java.util.List;

/** A view that is exempt because its handler says so. */
@CsrfExempt
final class ExemptViewHandler extends ViewHandler {

    ExemptViewHandler(View view, List<String> paths, MemorySessions sessions) {
        super(view, paths, sessions);
    }
}
