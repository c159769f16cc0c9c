package dev.tallystick.jmustache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.Escapers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a section means what it would mean among the attributes of an element. */
class SectionAttributesTest {

    @Test
    void nothingIsNoAttribute() {
        assertThat(SectionAttributes.read("")).isEmpty();
        assertThat(SectionAttributes.read(" \n\t")).isEmpty();
    }

    @Test
    void eachIsANameAndAQuotedValue() {
        assertThat(SectionAttributes.read(" action=\"/pay?x='1'\"\n override='DELETE' "))
                .isEqualTo(Map.of("action", "/pay?x='1'", "override", "DELETE"));
        assertThat(SectionAttributes.read("to=\"\"")).isEqualTo(Map.of("to", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pay?a=1&b=2", "&<>\"'`=", "/über/\ud83d\ude00", "&amp;", "&#47;", "a;b&c"})
    void whatJMustacheEscapesIsReadAsItWas(String value) {
        assertThat(SectionAttributes.read("to=\"" + Escapers.HTML.escape(value) + "\""))
                .isEqualTo(Map.of("to", value));
    }

    @ParameterizedTest
    @CsvSource({"&#47;, /", "&#x2F;, /", "&#X2f;, /", "&lt;, <", "/x?a&b, /x?a&b", "/x?&copy=1, /x?&copy=1"})
    void referencesAreReadAsBrowsersReadThem(String written, String read) {
        assertThat(SectionAttributes.read("to=\"" + written + "\"")).isEqualTo(Map.of("to", read));
    }

    /** A browser reads another address there, or none that is certain. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "&sol;&sol;evil.example",
                "&#47",
                "&#47/evil.example",
                "&#;",
                "&#x;",
                "&#0;",
                "&#9;",
                "&#128;",
                "&#xd800;",
                "&#x110000;",
                "&#99999999999;",
                "&#-47;",
                "&;",
            })
    void otherReferencesAreRefused(String written) {
        assertThatThrownBy(() -> SectionAttributes.read("to=\"" + written + "\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("isn't known here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pay",
                "action",
                "action=",
                "action=/pay",
                "action=\"/pay",
                "=\"/pay\"",
                "action =\"/pay\"",
                "Action=\"/pay\""
            })
    void whatIsNoListOfAttributesSaysWhatToWrite(String text) {
        assertThatThrownBy(() -> SectionAttributes.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no list of attributes: write it as in HTML");
    }

    @Test
    void noneIsThereTwice() {
        assertThatThrownBy(() -> SectionAttributes.read("to=\"/a\" to=\"/b\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to twice");
    }
}
