package dev.tallystick.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A pom file, read by the paths of its elements. */
final class Pom {
    private final Element project;

    private Pom(Element project) {
        this.project = project;
    }

    static Pom read(Path file) {
        try {
            return new Pom(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    Optional<String> text(String... path) {
        return texts(path).stream().findFirst();
    }

    List<String> texts(String... path) {
        return elements(path).stream()
                .map(element -> element.getTextContent().strip())
                .toList();
    }

    /** Elements with something below them, each to be read by paths of its own. */
    List<Pom> parts(String... path) {
        return elements(path).stream().map(Pom::new).toList();
    }

    private List<Element> elements(String... path) {
        List<Element> found = List.of(project);
        for (String name : path) {
            List<Element> next = new ArrayList<>();
            for (Element element : found) {
                for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
                    if (child instanceof Element below && below.getTagName().equals(name)) {
                        next.add(below);
                    }
                }
            }
            found = next;
        }
        return found;
    }
}
