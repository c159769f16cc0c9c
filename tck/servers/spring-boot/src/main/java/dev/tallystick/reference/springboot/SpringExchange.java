package dev.tallystick.reference.springboot;

import dev.tallystick.CsrfToken;
import dev.tallystick.reference.servlet.ServletExchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** A request as a controller has it: uploads as Spring shows them, the token as its argument. */
final class SpringExchange extends ServletExchange {

    private final HttpServletRequest request;
    private final @Nullable CsrfToken token;

    SpringExchange(HttpServletRequest request, @Nullable CsrfToken token) {
        super(request);
        this.request = request;
        this.token = token;
    }

    @Override
    public long fileBytes() throws UnreadableBodyException {
        if (!(request instanceof MultipartHttpServletRequest multipart)) {
            return 0;
        }
        long bytes = 0;
        try {
            for (List<MultipartFile> files : multipart.getMultiFileMap().values()) {
                for (MultipartFile file : files) {
                    try (InputStream content = file.getInputStream()) {
                        bytes += content.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
        return bytes;
    }

    @Override
    public @Nullable CsrfToken token() {
        return token;
    }
}
