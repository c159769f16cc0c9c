package dev.tallystick.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.FakeRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The method that a request, or a form yet to be sent, will have in the end. */
class MethodsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // method, header, query, field, in the end
                "POST, -, -, -, POST",
                "post, -, -, -, post",
                "POST, -, -, delete, DELETE",
                "POST, -, -, '', POST",
                "POST, -, _method=put, delete, PUT",
                "POST, patch, _method=put, delete, PATCH",
                "POST, GET, _method=put, delete, PUT",
                "POST, -, _method, -, POST",
                "POST, -, _method=, -, POST",
            })
    void isWhatIsAskedForInCapitals(
            String method, @Nullable String header, @Nullable String query, @Nullable String field, String effective) {
        FakeRequest.Builder request = FakeRequest.builder(method, "/").query(query);
        if (header != null) {
            request.header("X-HTTP-Method-Override", header);
        }
        FormFields form = field == null ? null : FormFields.of(Map.of("_method", List.of(field)));

        assertThat(Methods.effective(request.build(), form)).isEqualTo(effective);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, POST",
                "-, '', POST",
                "-, put, PUT",
                "_method=delete, put, DELETE",
                "a=b, -, POST",
            })
    void ofAFormIsPostUnlessItAsksForAnother(@Nullable String query, @Nullable String field, String effective) {
        assertThat(Methods.effectiveOfForm(query, field)).isEqualTo(effective);
    }
}
