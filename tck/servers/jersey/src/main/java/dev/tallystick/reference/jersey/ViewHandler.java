package dev.tallystick.reference.jersey;

import dev.tallystick.http.RequestPath;
import dev.tallystick.jaxrs.TallystickFeature;
import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.ContainerRequest;

/** Lets a view answer, whatever the method. */
class ViewHandler implements Inflector<ContainerRequestContext, Response> {

    private final View view;
    private final List<String> paths;
    private final MemorySessions sessions;

    ViewHandler(View view, List<String> paths, MemorySessions sessions) {
        this.view = view;
        this.paths = paths;
        this.sessions = sessions;
    }

    @Override
    public final Response apply(ContainerRequestContext context) {
        // Jakarta REST finds a resource with and without a slash behind its path; elsewhere these are two.
        if (!paths.contains(RequestPath.decode(TallystickFeature.sentPath(context), true))) {
            return response(Answer.notFound());
        }
        try (ContextExchange exchange = new ContextExchange((ContainerRequest) context, sessions)) {
            return response(view.answer(exchange));
        }
    }

    private static Response response(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        answer.headers().forEach(response::header);
        return response.type(answer.contentType()).entity(answer.bytes()).build();
    }
}
