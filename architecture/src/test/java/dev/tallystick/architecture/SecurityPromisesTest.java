package dev.tallystick.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What SECURITY.md promises is held by tests; here it is held that they are there. */
class SecurityPromisesTest {
    /** A test by class and method, linked to its file. */
    private static final Pattern TEST = Pattern.compile("\\[`(\\w+)\\.(\\w+)`]\\(([^)]+\\.java)\\)");

    private static String document() throws IOException {
        return Files.readString(House.root().resolve("SECURITY.md"));
    }

    private static List<String> promises() throws IOException {
        String text = document();
        int start = text.indexOf("## What is promised");
        return text.substring(start, text.indexOf("\n## ", start))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| promise |"))
                .toList();
    }

    @Test
    void everyPromiseNamesATestThatHoldsIt() throws IOException {
        assertThat(promises())
                .hasSizeGreaterThan(15)
                .allSatisfy(
                        promise -> assertThat(TEST.matcher(promise).results()).isNotEmpty());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        List<MatchResult> named = TEST.matcher(document()).results().toList();
        assertThat(named).hasSizeGreaterThan(20);
        for (MatchResult test : named) {
            assertThat(test.group(3)).endsWith("/" + test.group(1) + ".java");
            assertThat(House.root().resolve(test.group(3)))
                    .content()
                    .as("%s has the test %s", test.group(3), test.group(2))
                    .containsPattern(
                            "(?s)@(Test|ParameterizedTest)\\b((?!\\bvoid\\b).)*\\bvoid " + test.group(2) + "\\(");
        }
    }
}
