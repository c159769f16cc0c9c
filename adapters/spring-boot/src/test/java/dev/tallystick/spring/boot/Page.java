package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of a page, as far as the tests look at them. */
record Page(String html) {

    /** A form by its id, without what is after its end. */
    Page form(String id) {
        int start = html.indexOf("id=\"" + id + "\"");
        assertThat(start).as("form %s of %s", id, html).isPositive();
        return new Page(html.substring(html.lastIndexOf("<form", start), html.indexOf("</form>", start)));
    }

    /** The values of all fields of a name. */
    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        Matcher input = Pattern.compile("<input [^>]*name=\"" + Pattern.quote(name) + "\"[^>]*>")
                .matcher(html);
        while (input.find()) {
            Matcher value = Pattern.compile("value=\"([^\"]*)\"").matcher(input.group());
            assertThat(value.find()).as(input.group()).isTrue();
            values.add(value.group(1));
        }
        return values;
    }

    /** The value of the one field of this name. */
    String value(String name) {
        assertThat(values(name)).as("fields %s of %s", name, html).hasSize(1);
        return values(name).get(0);
    }
}
