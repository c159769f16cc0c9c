package dev.tallystick.longruns.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** One change that PIT made to a class, and whether a test noticed. */
record Mutant(
        String type, String method, String mutator, int line, String description, boolean detected, boolean covered) {

    /** Of one report of PIT's. */
    static List<Mutant> read(Path report) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            NodeList all = factory.newDocumentBuilder().parse(report.toFile()).getElementsByTagName("mutation");
            List<Mutant> mutants = new ArrayList<>();
            for (int i = 0; i < all.getLength(); i++) {
                mutants.add(of((Element) all.item(i)));
            }
            return mutants;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(report + " is no report of PIT's", e);
        }
    }

    private static Mutant of(Element element) {
        String mutator = text(element, "mutator");
        return new Mutant(
                text(element, "mutatedClass"),
                text(element, "mutatedMethod"),
                mutator.substring(mutator.lastIndexOf('.') + 1),
                Integer.parseInt(text(element, "lineNumber")),
                text(element, "description"),
                element.getAttribute("detected").equals("true"),
                !element.getAttribute("status").equals("NO_COVERAGE"));
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    /** What a reason is filed under: lines move. */
    String key() {
        return type + " " + method + " " + mutator;
    }
}
