package dev.tallystick.reference.springwebflux;

import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.View;
import dev.tallystick.spring.webflux.TallystickWebFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.server.session.WebSessionStore;

/** The guard, and the views as controllers below every mount. */
@Configuration(proxyBeanMethods = false)
@EnableWebFlux
class ReferenceConfiguration implements WebFluxConfigurer {

    private static final int MOST_FORM_BYTES = 4 * 1024 * 1024;

    @Bean
    TallystickWebFilter guard(Setup setup) {
        return TallystickWebFilter.builder(setup.router()).build();
    }

    @Override
    public void configureHttpMessageCodecs(ServerCodecConfigurer codecs) {
        codecs.defaultCodecs().maxInMemorySize(MOST_FORM_BYTES);
    }

    @Bean
    WebSessionStore sessions() {
        return new InMemoryWebSessionStore();
    }

    @Bean
    WebSessionManager webSessionManager(WebSessionStore sessions) {
        DefaultWebSessionManager manager = new DefaultWebSessionManager();
        manager.setSessionStore(sessions);
        return manager;
    }

    @Bean
    SmartInitializingSingleton views(
            Setup setup,
            WebSessionStore sessions,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        return () -> {
            for (View view : View.values()) {
                List<String> paths = view.paths(setup.mounts());
                if (!paths.isEmpty()) {
                    register(
                            view.isExemptByAnnotation()
                                    ? new ExemptController(view, sessions)
                                    : new ViewController(view, sessions),
                            paths,
                            mappings);
                }
            }
        };
    }

    private static void register(ViewController controller, List<String> paths, RequestMappingHandlerMapping mappings) {
        try {
            var answer = controller.getClass().getMethod("answer", ServerWebExchange.class);
            String[] patterns = paths.toArray(String[]::new);
            mappings.registerMapping(RequestMappingInfo.paths(patterns).build(), controller, answer);
            // Any method is none that Spring answers itself: OPTIONS must be asked for.
            mappings.registerMapping(
                    RequestMappingInfo.paths(patterns)
                            .methods(RequestMethod.OPTIONS)
                            .build(),
                    controller,
                    answer);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Bean
    SimpleUrlHandlerMapping sockets(Setup setup) {
        WebSocketHandler echo = session -> session.send(session.receive().doOnNext(WebSocketMessage::retain));
        Map<String, Object> handlers = new LinkedHashMap<>();
        View.paths(View.SOCKET, setup.mounts()).forEach(path -> handlers.put(path, echo));
        return new SimpleUrlHandlerMapping(handlers, 1);
    }
}
