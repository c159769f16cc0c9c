package dev.tallystick.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishedModulesTest {
    private final Pom root = Pom.read(House.root().resolve("pom.xml"));
    private final Pom bom = Pom.read(House.root().resolve("bom/pom.xml"));

    @Test
    void theBomNamesExactlyThePublishedModules() {
        assertThat(bom.texts("dependencyManagement", "dependencies", "dependency", "artifactId"))
                .containsExactlyInAnyOrderElementsOf(House.rooms().stream()
                        .filter(room -> room.holdsClasses() && room.published())
                        .map(House.Room::artifactId)
                        .toList());
    }

    @Test
    void theBomHasNoParentButOurVersion() {
        assertThat(bom.texts("parent")).isEmpty();
        assertThat(bom.text("groupId")).isEqualTo(root.text("groupId"));
        assertThat(bom.text("version")).isEqualTo(root.text("version"));
        assertThat(bom.texts("build", "plugins", "plugin", "version"))
                .containsExactlyElementsOf(root.texts("properties", "spotless-plugin.version"));
        assertThat(bom.texts("dependencyManagement", "dependencies", "dependency", "version"))
                .isNotEmpty()
                .containsOnly("${project.version}");
    }

    @Test
    void theParentKnowsEveryModule() {
        assertThat(root.texts("dependencyManagement", "dependencies", "dependency", "artifactId"))
                .containsAll(House.rooms().stream()
                        .filter(House.Room::holdsClasses)
                        .filter(room -> !House.isServerOfTheReferenceApplication(room.path()))
                        .map(House.Room::artifactId)
                        .toList());
    }
}
