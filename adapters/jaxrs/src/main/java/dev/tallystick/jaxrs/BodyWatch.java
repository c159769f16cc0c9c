package dev.tallystick.jaxrs;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Notes when the body of a response begins, since no cookie can be set from then on. */
@Priority(Integer.MIN_VALUE)
final class BodyWatch implements WriterInterceptor {

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        Exchange exchange = Exchange.of(context.getProperty(Exchange.PROPERTY));
        if (exchange == null) {
            context.proceed();
            return;
        }
        if (exchange.token() != null) {
            context.setOutputStream(new Watched(context.getOutputStream(), exchange.head()));
        }
        try {
            context.proceed();
        } finally {
            exchange.release();
        }
    }

    private static final class Watched extends FilterOutputStream {

        private final ContextHead head;

        Watched(OutputStream body, ContextHead head) {
            super(body);
            this.head = head;
        }

        @Override
        public void write(int octet) throws IOException {
            head.commit();
            out.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            head.commit();
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            head.commit();
            out.flush();
        }
    }
}
