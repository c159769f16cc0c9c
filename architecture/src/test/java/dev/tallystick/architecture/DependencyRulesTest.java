package dev.tallystick.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.tallystick.architecture.House.Room;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrows point one way: tck and demo to adapters, templates and jwt, these to core, and core to the JDK. */
class DependencyRulesTest {
    /** What every module may use: the base of the JDK, and annotations without code. */
    private static final List<String> EVERYWHERE = List.of("java", "javax.crypto", "javax.net", "org.jspecify");

    /** What a room may use besides core: the one library or server it is there for. A new room gets its line here. */
    private static final Map<String, List<String>> OWN_LIBRARY = Map.ofEntries(
            Map.entry("core", List.of()),
            Map.entry("jwt", List.of("com.nimbusds")),
            Map.entry("adapters/servlet", List.of("jakarta.servlet")),
            Map.entry("adapters/body", List.of("org.apache.commons.fileupload2.core", "org.apache.commons.io")),
            // Exceptions: what adapters read bodies by is one, and knows none of them.
            Map.entry("adapters/jdk-httpserver", List.of("com.sun.net.httpserver", "dev.tallystick.adapter.body")),
            Map.entry("adapters/vertx", List.of("io.vertx")),
            Map.entry(
                    "adapters/spring-webflux",
                    List.of("org.springframework", "reactor", "org.reactivestreams", "io.netty.handler.codec.http")),
            Map.entry("adapters/jaxrs", List.of("jakarta.annotation", "jakarta.ws.rs", "dev.tallystick.adapter.body")),
            Map.entry("adapters/helidon", List.of("io.helidon", "dev.tallystick.adapter.body")),
            // Exceptions: a starter puts together what others have made, the JWT door where it is there.
            Map.entry(
                    "adapters/spring-boot",
                    List.of(
                            "org.springframework",
                            "reactor",
                            "jakarta.servlet",
                            "dev.tallystick.servlet",
                            "dev.tallystick.spring.webflux",
                            "dev.tallystick.jwt")),
            Map.entry("templates/thymeleaf", List.of("org.thymeleaf")),
            Map.entry("templates/jakarta-tags", List.of("jakarta.servlet")),
            Map.entry("templates/freemarker", List.of("freemarker")),
            Map.entry("templates/pebble", List.of("io.pebbletemplates")),
            Map.entry("templates/jte", List.of("gg.jte")),
            Map.entry("templates/jmustache", List.of("com.samskivert.mustache")),
            Map.entry("templates/handlebars", List.of("com.github.jknack.handlebars")),
            Map.entry("templates/qute", List.of("io.quarkus.qute")));

    static Stream<Room> innerRooms() {
        return House.roomsWithClasses().stream().filter(room -> !room.isOutermost());
    }

    static Stream<Room> outermostRooms() {
        return House.roomsWithClasses().stream().filter(Room::isOutermost);
    }

    @Test
    void thereIsSomethingToCheck() {
        assertThat(innerRooms().map(Room::path)).contains("core", "jwt", "adapters/servlet");
        assertThat(outermostRooms().map(Room::path)).contains("tck/app", "demo/bank");
        assertThat(House.room("core").classList()).hasSizeGreaterThan(20);
        for (Room room : House.roomsWithClasses()) {
            assertThat(room.classList()).as("classes of %s", room).isNotEmpty();
            assertThat(room.classList())
                    .as("packages of %s", room)
                    .allMatch(type -> within(type.getPackageName(), "dev.tallystick"));
        }
    }

    @ParameterizedTest
    @MethodSource("innerRooms")
    void anInnerRoomKnowsCoreAndItsOwnLibraryOnly(Room room) {
        assertThat(OWN_LIBRARY).as("say in OWN_LIBRARY what %s may use", room).containsKey(room.path());
        Set<String> ours = Stream.concat(names(room), names(House.room("core"))).collect(Collectors.toSet());
        List<String> libraries = Stream.concat(EVERYWHERE.stream(), OWN_LIBRARY.get(room.path()).stream())
                .toList();
        assertThat(strangers(
                        room,
                        target -> ours.contains(target.getName())
                                || libraries.stream().anyMatch(library -> within(target.getPackageName(), library))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("outermostRooms")
    void nothingDependsOnTheOutermostRooms(Room room) {
        Set<String> names = names(room).collect(Collectors.toSet());
        for (Room other : House.roomsWithClasses()) {
            // The servers share what stands below them, and don't know each other.
            boolean shared = other.path().startsWith("tck/") && !room.path().startsWith("tck/servers/");
            // Browsers and the load of many users are let loose on the bank as it is.
            boolean isPlayedOn = Set.of("browser-tests", "demo/soak").contains(other.path())
                    && room.path().equals("demo/bank");
            if (!other.path().equals(room.path()) && !shared && !isPlayedOn) {
                assertThat(strangers(other, target -> !names.contains(target.getName())))
                        .as("%s uses %s", other, room)
                        .isEmpty();
            }
        }
    }

    @Test
    void noPackageBelongsToTwoRooms() {
        Map<String, Set<String>> roomsOfPackage = new TreeMap<>();
        for (Room room : House.roomsWithClasses()) {
            for (JavaClass type : room.classList()) {
                roomsOfPackage
                        .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(room.path());
            }
        }
        assertThat(roomsOfPackage)
                .allSatisfy((name, rooms) -> assertThat(rooms).as(name).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("innerRooms")
    void thePackagesOfARoomHaveNoCycles(Room room) {
        JavaClasses classes = room.classes();
        SlicesRuleDefinition.slices()
                .assignedFrom(new ByPackage())
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    private static Stream<String> names(Room room) {
        return room.classList().stream().map(JavaClass::getName);
    }

    /** The dependencies of the room's classes on something that is not allowed, in words. */
    private static Set<String> strangers(Room room, Predicate<JavaClass> allowed) {
        return room.classList().stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> !isAllowed(dependency, allowed))
                .map(Dependency::getDescription)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isAllowed(Dependency dependency, Predicate<JavaClass> allowed) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        return target.isPrimitive() || allowed.test(target);
    }

    private static boolean within(String packageName, String parent) {
        return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }

    /** Every package is a slice of its own, the uppermost too. */
    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "every package";
        }
    }
}
