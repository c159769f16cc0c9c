package dev.tallystick.browsers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.browsers.engine.Browser;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines themselves: there or not, and gone afterwards. Alone, so that all programs that run are its own. */
@Isolated
class EnginesTest {

    static Stream<Engine> engines() {
        return Engines.all();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyEngineIsThereUnlessItWasLeftOutByName(Engine engine) throws Exception {
        assertThat(engine.missing())
                .as(
                        "%s can't be had: install what is missing, or run ./verify --without-engine=%s",
                        engine.title(), engine.id())
                .isEmpty();
        assertThat(engine.version()).as(engine.id()).contains(".");
    }

    @Test
    void onlyEnginesThatThereAreCanBeLeftOut() {
        assertThat(Engines.without()).allMatch(name -> Engine.named(name) != null);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void anEngineLeavesNoProcessBehind(Engine engine) throws Exception {
        List<Long> before = children();
        try (Browser browser = engine.start(Cookies.DEFAULT)) {
            browser.open("data:text/html,<title>here</title>");
            assertThat(browser.run("return document.title;").asText()).isEqualTo("here");
            assertThat(children()).hasSizeGreaterThan(before.size());
        }
        assertThat(children()).isSubsetOf(before);
    }

    /** Programs that this one has started, and theirs. */
    private static List<Long> children() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
    }
}
