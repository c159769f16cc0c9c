package dev.tallystick.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/dependencies.md is written by a command that runs seldom; a version that has changed since shows here. */
class SupplyChainTest {
    private static final List<String> PERMISSIVE = List.of("Apache-2.0", "MIT", "BSD");

    /** Group, artifact and version of what the published modules name themselves, tests aside. */
    private static Map<String, String> named() {
        Pom parent = Pom.read(House.root().resolve("pom.xml"));
        Map<String, String> managed = versions(parent, "dependencyManagement", "dependencies", "dependency");
        Map<String, String> found = new LinkedHashMap<>();
        for (House.Room room : House.rooms()) {
            if (room.published() && room.holdsClasses()) {
                Pom pom = Pom.read(room.directory().resolve("pom.xml"));
                for (Pom dependency : pom.parts("dependencies", "dependency")) {
                    String name = name(dependency);
                    boolean test = dependency.text("scope").orElse("compile").equals("test");
                    if (!test && !name.startsWith("dev.tallystick:")) {
                        String version = dependency.text("version").orElse(managed.getOrDefault(name, ""));
                        found.put(name, resolved(version, parent));
                    }
                }
            }
        }
        return found;
    }

    private static Map<String, String> versions(Pom pom, String... path) {
        Map<String, String> versions = new LinkedHashMap<>();
        pom.parts(path)
                .forEach(dependency -> versions.put(
                        name(dependency), dependency.text("version").orElse("")));
        return versions;
    }

    private static String name(Pom dependency) {
        return dependency.text("groupId").orElseThrow() + ":"
                + dependency.text("artifactId").orElseThrow();
    }

    private static String resolved(String version, Pom parent) {
        return version.startsWith("${")
                ? parent.text("properties", version.substring(2, version.length() - 1))
                        .orElse("")
                : version;
    }

    @Test
    void thePageOfDependenciesListsThePublishedModulesOwnInTheirVersions() throws IOException {
        List<String> page = Files.readAllLines(House.root().resolve("docs/dependencies.md"));
        Map<String, String> named = named();
        assertThat(named).hasSizeGreaterThan(10);
        List<String> missing = new ArrayList<>();
        named.forEach((name, version) -> {
            // Of a version that an imported bom gives, the page alone knows.
            String row = "| `" + name + "` | " + (version.isEmpty() ? "" : version + " |");
            if (page.stream().noneMatch(line -> line.startsWith(row))) {
                missing.add(row);
            }
        });
        assertThat(missing)
                .as("run ./supply-chain: docs/dependencies.md is older than the poms")
                .isEmpty();
    }

    @Test
    void everyLibraryThatWeBringHasALicenceThatWasLookedAt() throws IOException {
        String page = Files.readString(House.root().resolve("docs/dependencies.md"));
        String brought = page.substring(
                page.indexOf("## What our modules bring"), page.indexOf("## What the application brings"));
        assertThat(page).contains(", 0 without.", "not a bit different").doesNotContain("not looked at");
        assertThat(brought.lines().filter(line -> line.startsWith("| `")))
                .hasSizeGreaterThan(8)
                .allSatisfy(row -> {
                    String[] cells = row.split("\\|", -1);
                    assertThat(PERMISSIVE.stream().anyMatch(cells[3]::contains) || !cells[5].isBlank())
                            .as(row)
                            .isTrue();
                });
    }
}
