package dev.tallystick.spring.webflux;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An exchange whose body has been read: Spring's own would look for form data and parts where nothing is left. */
final class ReplayExchange extends ViewExchange {

    private static final ResolvableType FORM_DATA =
            ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class, String.class);
    private static final ResolvableType MULTIPART_DATA =
            ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class, Part.class);

    private final Mono<MultiValueMap<String, String>> formData;
    private final Mono<MultiValueMap<String, Part>> multipartData;
    private final AtomicBoolean multipartRead = new AtomicBoolean();

    ReplayExchange(ServerWebExchange exchange, ServerHttpRequest request, Consumer<WebSession> sessionShown) {
        super(exchange, request, sessionShown);
        Mono<MultiValueMap<String, String>> form = read(FORM_DATA, MediaType.APPLICATION_FORM_URLENCODED);
        this.formData = form.cache();
        Mono<MultiValueMap<String, Part>> parts = read(MULTIPART_DATA, MediaType.MULTIPART_FORM_DATA);
        this.multipartData = parts.doOnSubscribe(s -> multipartRead.set(true)).cache();
    }

    @SuppressWarnings("unchecked")
    private <V> Mono<MultiValueMap<String, V>> read(ResolvableType type, MediaType media) {
        return Mono.defer(() -> {
                    if (!media.isCompatibleWith(contentType())) {
                        return Mono.empty();
                    }
                    for (HttpMessageReader<?> reader : codecs().getReaders()) {
                        if (reader.canRead(type, media)) {
                            return ((HttpMessageReader<MultiValueMap<String, V>>) reader)
                                    .readMono(type, getRequest(), Map.of());
                        }
                    }
                    return Mono.error(new IllegalStateException("No codec of the application reads " + media));
                })
                .defaultIfEmpty(new LinkedMultiValueMap<>());
    }

    private @Nullable MediaType contentType() {
        try {
            return getRequest().getHeaders().getContentType();
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }

    private ServerCodecConfigurer codecs() {
        ApplicationContext context = getApplicationContext();
        String name = WebHttpHandlerBuilder.SERVER_CODEC_CONFIGURER_BEAN_NAME;
        return context != null && context.containsBean(name)
                ? context.getBean(name, ServerCodecConfigurer.class)
                : ServerCodecConfigurer.create();
    }

    @Override
    public Mono<MultiValueMap<String, String>> getFormData() {
        return formData;
    }

    @Override
    public Mono<MultiValueMap<String, Part>> getMultipartData() {
        return multipartData;
    }

    @Override
    public Mono<Void> cleanupMultipart() {
        if (!multipartRead.getAndSet(false)) {
            return Mono.empty();
        }
        return multipartData
                .onErrorComplete()
                .flatMapIterable(Map::values)
                .flatMap(Flux::fromIterable)
                .flatMap(part -> part.delete().onErrorComplete())
                .then();
    }
}
