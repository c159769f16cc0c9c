package dev.tallystick.reference.springboot;

import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.View;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/** The views as controllers, below every mount; all else is Boot's and the starter's doing. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
class ReferenceConfiguration {

    @Bean
    @Lazy(false)
    SmartInitializingSingleton views(
            Setup setup, @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        return () -> {
            for (View view : View.values()) {
                List<String> paths = view.paths(setup.mounts());
                if (!paths.isEmpty()) {
                    ViewController controller =
                            view.isExemptByAnnotation() ? new ExemptController(view) : new ViewController(view);
                    RequestMappingInfo.Builder mapping = RequestMappingInfo.paths(paths.toArray(String[]::new))
                            .options(mappings.getBuilderConfiguration());
                    mappings.registerMapping(mapping.build(), controller, answerOf(controller));
                    // Any method is none that Spring answers itself: OPTIONS must be asked for.
                    mappings.registerMapping(
                            mapping.methods(RequestMethod.OPTIONS).build(), controller, answerOf(controller));
                }
            }
        };
    }

    private static Method answerOf(ViewController controller) {
        for (Method method : controller.getClass().getMethods()) {
            if (method.getName().equals("answer") && !method.isBridge()) {
                return method;
            }
        }
        throw new IllegalStateException(controller + " answers nothing");
    }

    /** Spring's own look at the origin is left out: the guard knows whom it trusts. */
    @Bean
    WebSocketConfigurer sockets(Setup setup) {
        return registry -> registry.addHandler(
                        new Echo(), View.paths(View.SOCKET, setup.mounts()).toArray(String[]::new))
                .setAllowedOriginPatterns("*");
    }

    /** Spring makes an error of the server of a form that it can't read. */
    @ControllerAdvice
    static class UnreadableForms {
        @ExceptionHandler
        ResponseEntity<String> refuse(MultipartException e) {
            return ResponseEntity.badRequest().body("The body is no form that can be read.");
        }
    }

    private static final class Echo extends AbstractWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
            session.sendMessage(message);
        }

        @Override
        protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws IOException {
            session.sendMessage(message);
        }
    }
}
