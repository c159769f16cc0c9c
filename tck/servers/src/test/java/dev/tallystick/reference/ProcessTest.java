package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application as a process: what it prints, how it ends, and where it listens. */
class ProcessTest extends OnEveryAdapter {

    private static final Pattern READY = Pattern.compile("ready http://127\\.0\\.0\\.1:([0-9]+) adapter=([a-z0-9-]+)");
    private static final int PATIENCE_SECONDS = 60;

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ReferenceApp.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    private static int exitOf(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ends by itself")
                .isTrue();
        return process.exitValue();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Waits for the line, and gives a client of the application. */
    private static Client ready(BufferedReader out) throws IOException {
        Matcher line = READY.matcher(String.valueOf(out.readLine()));
        assertThat(line.matches()).as("the line %s", line).isTrue();
        assertThat(line.group(2)).isEqualTo(ADAPTER.name());
        return new Client(Integer.parseInt(line.group(1)));
    }

    @Test
    void saysWhenItAnswersAndEndsWhenItIsTold() throws Exception {
        Process process = start("--adapter", ADAPTER.name(), "--port", "0");
        BufferedReader out = process.inputReader();
        Client client = ready(out);
        assertThat(client.get("/web/plain").outcome()).isEqualTo("200");

        // Neither a socket that is open nor a request that is under way holds it up.
        try (Socket socket = client.connect();
                Socket waiting = client.connect()) {
            socket.getOutputStream().write(SocketTest.handshake("/open/socket").bytes(client.host()));
            assertThat(Reply.read(socket.getInputStream(), false).outcome()).isEqualTo(opened());
            waiting.getOutputStream()
                    .write("POST /open/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            // By its handle: ending it as a process would close its standard output here.
            process.toHandle().destroy();

            assertThat(process.waitFor(2, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(out.readLine()).as("nothing else on standard output").isNull();
    }

    @Test
    void listensOnTheLoopbackAddressAlone() throws Exception {
        Process process = start("--adapter=" + ADAPTER.name(), "--port=0");
        Client client = ready(process.inputReader());
        int port = Integer.parseInt(client.host().substring(client.host().indexOf(':') + 1));

        assertThatThrownBy(() -> new Socket(InetAddress.getByName("127.0.0.2"), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void takesItsKeysFromAFileAndThenFromItsOptions() throws Exception {
        Path file = Files.writeString(directory.resolve("app.properties"), """
                # The names of the field and of the header.
                tallystick.parameter-name = from-file
                tallystick.header-name = X-From-File
                tallystick.mounts = /caf\u00e9=csrf
                """);
        Process process = start(
                "--adapter",
                ADAPTER.name(),
                "--port",
                "0",
                "-p",
                "tallystick.header-name=X-First",
                "--config",
                file.toString(),
                "-p",
                "tallystick.header-name=X-Last");

        Reply names = ready(process.inputReader()).get("/caf%C3%A9/token");

        assertThat(names.json("parameterName")).isEqualTo("from-file");
        assertThat(names.json("headerName")).isEqualTo("X-Last");
    }

    @Test
    void rehearsesSilentlyAndEnds() throws Exception {
        Process process = start("--rehearse");

        assertThat(output(process)).isEmpty();
        assertThat(exitOf(process)).isZero();
        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--adapter nginx",
                "--adapter NAME -p tallystick.mod=strict",
                "--adapter NAME -p mode=strict",
                "--adapter NAME -p tallystick.mode=lax",
                "--adapter NAME -p tallystick.mounts=/web/=csrf",
                "--adapter NAME -p tallystick.jwt.jwks=/no/such/file",
                "--adapter NAME -p tallystick.base-url=a\nb",
                "--adapter NAME --port x",
                "--port 0",
            })
    void exitsWithTwoAndOneLineForWhatItDoesNotKnow(String arguments) throws Exception {
        Process process = start(arguments.replace("NAME", ADAPTER.name()).split(" "));

        assertThat(output(process)).isEmpty();
        assertThat(exitOf(process)).isEqualTo(2);
        assertThat(errors()).startsWith("reference-app: ").hasLineCount(1);
    }

    @Test
    void saysInOneLineThatAPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());

            Process process = start("--adapter", ADAPTER.name(), "--port", port);

            assertThat(output(process)).isEmpty();
            assertThat(exitOf(process)).isEqualTo(1);
            assertThat(errors()).contains("port " + port + " is in use").hasLineCount(1);
        }
    }

    @Test
    void warnsOfARandomKeyOnStandardError() throws Exception {
        Process process = start("--adapter", ADAPTER.name(), "--port", "0");
        ready(process.inputReader());

        assertThat(errors()).contains("No keys are configured");
    }
}
