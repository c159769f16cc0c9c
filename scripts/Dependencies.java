import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads a bill of materials, writes the page of dependencies, and fails if something that we bring has a licence that isn't listed
 * here. Run by ./supply-chain from the root.
 */
public final class Dependencies {

    private static final String OURS = "dev.tallystick";

    /** Whoever keeps the notice may do as he likes. Of several licences that are offered, one is enough. */
    private static final Set<String> PERMISSIVE = Set.of(
            "Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "The (New) BSD License", "ISC", "0BSD");

    /** Not permissive, and brought by us all the same. */
    private static final Map<String, String> OTHERS = Map.of(
            "org.junit.jupiter:junit-jupiter-api", "with `tallystick-tck` alone, which is for tests",
            "org.junit.platform:junit-platform-commons", "with `tallystick-tck` alone, which is for tests");

    private record Part(String name, String group, String version, List<String> licences) {}

    public static void main(String[] args) throws Exception {
        Element bom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(args[0]).toFile())
                .getDocumentElement();
        Map<String, Part> parts = new TreeMap<>();
        for (Element component : children(child(bom, "components"), "component")) {
            parts.put(component.getAttribute("bom-ref"), part(component));
        }
        Map<String, List<String>> arrows = new TreeMap<>();
        for (Element dependency : children(child(bom, "dependencies"), "dependency")) {
            List<String> to = new ArrayList<>();
            children(dependency, "dependency").forEach(each -> to.add(each.getAttribute("ref")));
            arrows.put(dependency.getAttribute("ref"), to);
        }
        System.exit(write(Path.of(args[1]), parts, arrows, theApplicationsOwn(), args) ? 0 : 1);
    }

    /** Arrows that bring nothing: {@code module group:artifact} of what a module is compiled against, and its user has anyway. */
    private static Set<String> theApplicationsOwn() throws Exception {
        Set<String> own = new HashSet<>();
        for (Element module : children(child(pom("."), "modules"), "module")) {
            Element pom = pom(module.getTextContent().strip());
            collectOwn(pom, own);
        }
        collectOwn(pom("adapters/helidon"), own);
        return own;
    }

    private static Element pom(String directory) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(directory, "pom.xml").toFile())
                .getDocumentElement();
    }

    private static void collectOwn(Element pom, Set<String> own) {
        Element dependencies = child(pom, "dependencies");
        if (dependencies == null) {
            return;
        }
        for (Element dependency : children(dependencies, "dependency")) {
            if (text(dependency, "scope").equals("provided") || text(dependency, "optional").equals("true")) {
                own.add(text(pom, "artifactId") + " " + text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
            }
        }
    }

    private static boolean write(
            Path document, Map<String, Part> parts, Map<String, List<String>> arrows, Set<String> own, String[] args)
            throws IOException {
        Map<String, List<String>> bringing = new TreeMap<>();
        arrows.forEach((from, to) -> {
            Part part = parts.get(from);
            bringing.put(
                    from,
                    to.stream()
                            .filter(ref -> part == null
                                    || !parts.containsKey(ref)
                                    || !own.contains(part.name() + " " + parts.get(ref).group() + ":"
                                            + parts.get(ref).name()))
                            .toList());
        });
        Map<String, String> brought = new TreeMap<>();
        Map<String, String> applications = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        int modules = 0;
        for (Map.Entry<String, Part> entry : parts.entrySet()) {
            Part part = entry.getValue();
            if (part.group().equals(OURS)) {
                modules++;
                continue;
            }
            String name = part.group() + ":" + part.name();
            String row = "| `" + name + "` | " + part.version() + " | " + String.join(" or ", part.licences()) + " | ";
            Set<String> bringers = usersOf(entry.getKey(), parts, bringing);
            if (bringers.isEmpty()) {
                applications.put(
                        name + " " + part.version(),
                        row + String.join(", ", usersOf(entry.getKey(), parts, arrows)) + " |");
                continue;
            }
            String remark = OTHERS.getOrDefault(name, "");
            if (part.licences().stream().noneMatch(PERMISSIVE::contains) && remark.isEmpty()) {
                remark = "**not looked at**";
                wrong.add(name + " " + part.version() + " " + part.licences());
            }
            brought.put(name + " " + part.version(), row + String.join(", ", bringers) + " | " + remark + " |");
        }
        List<String> lines = new ArrayList<>();
        lines.add("# Dependencies");
        lines.add("");
        lines.add("Written by `./supply-chain`; what it means and what it can't see stands in [supply-chain.md](supply-chain.md).");
        lines.add("");
        lines.add("- " + modules + " published modules bring " + brought.size() + " libraries with them, "
                + (brought.size() - OTHERS.size() - wrong.size()) + " under a permissive licence, " + OTHERS.size()
                + " with a reason beside them, " + wrong.size() + " without.");
        lines.add("- They are compiled against " + applications.size()
                + " more: servers, frameworks and template engines, which the application brings.");
        lines.add("- Built twice on " + args[2] + ", in other directories, time zones, languages and with other file permissions: "
                + args[3] + " jars, " + args[4] + " bytes, " + (args[5].equals("0") ? "not a bit" : args[5] + " of them")
                + " different.");
        lines.add("- Advisories on the tools that build the script for pages, by `npm audit`: " + args[6]
                + ". The npm package itself has no dependencies.");
        lines.add("");
        lines.add("## What our modules bring");
        lines.add("");
        lines.add("| library | version | licence | with | remark |");
        lines.add("|---|---|---|---|---|");
        lines.addAll(brought.values());
        lines.add("");
        lines.add("## What the application brings");
        lines.add("");
        lines.add("In the versions that we compile and test against; the application's own count.");
        lines.add("");
        lines.add("| library | version | licence | for |");
        lines.add("|---|---|---|---|");
        lines.addAll(applications.values());
        Files.write(document, lines);
        System.out.println(brought.size() + " libraries brought, " + wrong.size() + " of a licence that nobody looked at; "
                + applications.size() + " of the application's own");
        wrong.forEach(each -> System.out.println("not looked at: " + each));
        return wrong.isEmpty() && !brought.isEmpty();
    }

    /** Our modules that reach it, without the prefix that they share. */
    private static Set<String> usersOf(String library, Map<String, Part> parts, Map<String, List<String>> arrows) {
        Set<String> users = new TreeSet<>();
        parts.forEach((ref, part) -> {
            if (part.group().equals(OURS) && reaches(ref, library, arrows)) {
                users.add(part.name().replaceFirst("^tallystick-", ""));
            }
        });
        return users;
    }

    private static boolean reaches(String from, String to, Map<String, List<String>> arrows) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            String at = next.remove();
            if (at.equals(to)) {
                return true;
            }
            if (seen.add(at)) {
                next.addAll(arrows.getOrDefault(at, List.of()));
            }
        }
        return false;
    }

    private static Part part(Element component) {
        List<String> licences = new ArrayList<>();
        Element offered = child(component, "licenses");
        if (offered != null) {
            for (Element licence : children(offered, "license")) {
                Element id = child(licence, "id");
                licences.add((id == null ? child(licence, "name") : id).getTextContent().strip());
            }
            children(offered, "expression").forEach(each -> licences.addAll(List.of(each.getTextContent().strip().split(" OR "))));
        }
        return new Part(text(component, "name"), text(component, "group"), text(component, "version"), licences);
    }

    private static String text(Element element, String name) {
        Element found = child(element, name);
        return found == null ? "" : found.getTextContent().strip();
    }

    private static Element child(Element element, String name) {
        List<Element> found = children(element, name);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Element> children(Element element, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element below && below.getTagName().equals(name)) {
                found.add(below);
            }
        }
        return found;
    }
}
