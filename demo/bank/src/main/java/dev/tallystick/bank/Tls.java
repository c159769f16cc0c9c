package dev.tallystick.bank;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A certificate for the names of the demonstration, made when it is asked for and signed by nobody but itself. The key is kept
 * in memory alone and ends with the process. The JDK makes certificates by its program {@code keytool} only. Immutable.
 */
public final class Tls {

    /** By which browsers find the two sites, and the bank's sibling. */
    private static final String NAMES = "dns:localhost,dns:" + BankSettings.HOST + ",dns:app." + BankSettings.HOST
            + ",dns:" + BankSettings.ATTACKER_HOST + ",ip:127.0.0.1";

    private static final String PASSWORD_VARIABLE = "BANK_STORE_PASSWORD";
    private static final int VALID_DAYS = 30;
    private static final long PATIENCE_SECONDS = 60;

    private final KeyStore store;
    private final String password;

    private Tls(KeyStore store, String password) {
        this.store = store;
        this.password = password;
    }

    /**
     * Makes a key and its certificate.
     *
     * @throws IOException if {@code keytool} is missing, fails or takes too long
     */
    public static Tls selfSigned() throws IOException {
        String password = randomPassword();
        Path directory = Files.createTempDirectory("tallystick-bank");
        Path file = directory.resolve("certificate.p12");
        try {
            runKeytool(file, password);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, password.toCharArray());
            }
            return new Tls(store, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate that keytool made can't be read: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private static void runKeytool(Path file, String password) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "bank",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + BankSettings.HOST,
                        "-ext",
                        "san=" + NAMES,
                        "-validity",
                        Integer.toString(VALID_DAYS),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        // From the environment: other users can read a command line.
                        "-storepass:env",
                        PASSWORD_VARIABLE))
                .redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "https needs the JDK's keytool, and " + keytool + " can't be started: use a whole JDK", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("keytool did not end within " + PATIENCE_SECONDS + " seconds");
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException("keytool could not make a certificate: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What a Jetty connector speaks TLS by; a new one each time, not started. */
    public SslContextFactory.Server context() {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(store);
        context.setKeyStorePassword(password);
        return context;
    }
}
