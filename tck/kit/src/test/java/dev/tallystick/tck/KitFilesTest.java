package dev.tallystick.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Reason;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the rules and the cases of the kit as a whole. */
class KitFilesTest {

    private static final Kit KIT = Kit.load();

    @Test
    void everyRuleHasACaseOrSaysWhyNot() {
        Set<String> tested = KIT.cases().stream().map(KitCase::rule).collect(Collectors.toSet());

        assertThat(KIT.rules().values())
                .allSatisfy(rule -> assertThat(tested.contains(rule.id()) || rule.untested() != null)
                        .as(rule.id() + " has a case, or a line 'Untested: …'")
                        .isTrue());
    }

    @Test
    void everyRuleSaysWhatMustBeAndWhyAndWhereItComesFrom() {
        assertThat(KIT.rules().values())
                .allSatisfy(rule -> assertThat(rule.text())
                        .as(rule.id())
                        .contains("MUST")
                        .contains("\nIntent: ")
                        .contains("\nSource: "));
    }

    @Test
    void attackersAndHonestUsersHaveAboutAsManyCases() {
        long attacks = count(KitCase.Kind.ATTACK);
        long legitimate = count(KitCase.Kind.LEGITIMATE);

        assertThat(attacks + legitimate).isGreaterThanOrEqualTo(300);
        assertThat((double) attacks / legitimate)
                .as(attacks + " attacks, " + legitimate + " legitimate")
                .isBetween(0.9, 1.1);
    }

    @Test
    void theJarHoldsThemAll(@TempDir Path directory) throws Exception {
        Path classes = Path.of(
                Kit.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path jar = directory.resolve("kit.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        URL[] place = {jar.toUri().toURL()};
        List<URL> others = new ArrayList<>(List.of(place));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.contains("jackson")) {
                others.add(Path.of(entry).toUri().toURL());
            }
        }

        try (URLClassLoader loader =
                new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method load = loader.loadClass(Kit.class.getName()).getDeclaredMethod("load");
            load.setAccessible(true);

            assertThat(load.invoke(null)).hasToString(KIT.toString());
        }
    }

    private static long count(KitCase.Kind kind) {
        return KIT.cases().stream().filter(each -> each.kind() == kind).count();
    }

    @Test
    void theKitAndTheEngineAgreeOnTheReasonsAndTheirStatus() {
        for (Reason reason : Reason.values()) {
            assertThat(Reasons.status(reason.code())).as(reason.code()).isEqualTo(reason.status());
        }
        assertThat(Reasons.count()).isEqualTo(Reason.values().length);
    }

    /** A reason that no case expects is one that an adapter may get wrong. */
    @Test
    void everyReasonIsExpectedSomewhere() {
        Set<String> expected = KIT.cases().stream()
                .flatMap(each -> each.steps().stream())
                .flatMap(step -> step.expect().outcomes().stream())
                .filter(KitCase.Outcome.Denied.class::isInstance)
                .map(outcome -> ((KitCase.Outcome.Denied) outcome).reason())
                .collect(Collectors.toSet());

        for (Reason reason : Reason.values()) {
            assertThat(expected).contains(reason.code());
        }
    }
}
