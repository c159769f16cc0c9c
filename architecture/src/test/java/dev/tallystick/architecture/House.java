package dev.tallystick.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The modules as the root pom lists them, with the classes each was built to. Because the list is read and not
 * repeated here, a new module is under the rules from its first build.
 */
final class House {
    /** A module: its directory relative to the root, and what its pom says about it. */
    record Room(String path, Path directory, String artifactId, String packaging, boolean published, int release) {
        boolean isAdapter() {
            return path.startsWith("adapters/");
        }

        boolean isTemplate() {
            return path.startsWith("templates/");
        }

        /** Programs and test kits: they may use all rooms, and nothing may depend on them. */
        boolean isOutermost() {
            return path.startsWith("demo/")
                    || path.startsWith("tck/")
                    || path.equals("browser-tests")
                    || path.equals("fuzzing")
                    || path.equals("long-runs")
                    || path.equals("benchmarks");
        }

        boolean holdsClasses() {
            return packaging.equals("jar") && Files.isDirectory(directory.resolve("src/main/java"));
        }

        /** Whether this JDK can build it. One that needs a newer JDK is in a profile, and under these rules there. */
        boolean isBuiltHere() {
            return release <= Runtime.version().feature();
        }

        /** The classes of the module's main code, from this very build. */
        JavaClasses classes() {
            return BUILT.computeIfAbsent(this, Room::read);
        }

        private JavaClasses read() {
            Path built = directory.resolve(buildDirectory()).resolve("classes");
            if (!Files.isDirectory(built)) {
                throw new IllegalStateException(
                        path + " is not built: run these tests from the root, with mvn verify, after the others");
            }
            return new ClassFileImporter().importPath(built);
        }

        List<JavaClass> classList() {
            return List.copyOf(classes());
        }

        @Override
        public String toString() {
            return path;
        }
    }

    private static final Map<Room, JavaClasses> BUILT = new ConcurrentHashMap<>();

    private House() {}

    static Path root() {
        return Path.of(property("tallystick.root"));
    }

    static List<Room> rooms() {
        List<Room> rooms = new ArrayList<>();
        Pom parent = Pom.read(root().resolve("pom.xml"));
        List<String> modules = new ArrayList<>(parent.texts("modules", "module"));
        modules.addAll(parent.texts("profiles", "profile", "modules", "module"));
        for (String module : modules) {
            Path directory = root().resolve(module);
            Pom pom = Pom.read(directory.resolve("pom.xml"));
            rooms.add(new Room(
                    module,
                    directory,
                    pom.text("artifactId").orElseThrow(),
                    pom.text("packaging").orElse("jar"),
                    !isServerOfTheReferenceApplication(module)
                            && !pom.text("properties", "maven.deploy.skip")
                                    .orElse("false")
                                    .equals("true"),
                    Integer.parseInt(pom.text("properties", "maven.compiler.release")
                            .orElse(parent.text("properties", "maven.compiler.release")
                                    .orElseThrow()))));
        }
        return List.copyOf(rooms);
    }

    /** They have it from their own parent that they aren't published. */
    static boolean isServerOfTheReferenceApplication(String module) {
        return module.startsWith("tck/servers");
    }

    /** Those of this build. */
    static List<Room> roomsWithClasses() {
        return rooms().stream()
                .filter(room -> room.holdsClasses() && room.isBuiltHere())
                .toList();
    }

    static Room room(String path) {
        return rooms().stream()
                .filter(room -> room.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the root pom has no module " + path));
    }

    private static String buildDirectory() {
        return property("tallystick.build.dir");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run these tests through Maven");
        }
        return value;
    }
}
