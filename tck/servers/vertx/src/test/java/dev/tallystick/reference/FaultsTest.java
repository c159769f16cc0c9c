package dev.tallystick.reference;

import org.junit.jupiter.api.Test;

/** On this server, whose multipart bodies the adapter reads itself; in a servlet container that, and its bounds, are the container's. */
class FaultsTest extends FaultsContract {

    @Test
    void aMultipartFieldWithoutEndIsCutOff() throws Exception {
        isCutOff(
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\n",
                "x".repeat(8000));
    }
}
