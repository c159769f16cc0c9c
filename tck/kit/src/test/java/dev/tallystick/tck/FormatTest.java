package dev.tallystick.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of the files: what is unknown fails loudly, with file and case. */
class FormatTest {

    private static final String RULES = """
            # X: Samples

            ### X-01 A rule
            It MUST be so.

            ### X-02 Another
            It MUST be so.
            Untested: nobody can.
            """;

    private static final String STEP = "{'request': 'GET /web/echo', 'expect': 'allowed'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'colour': 'red', | the case has members without a meaning: [colour]",
                "'needs': ['flying'], | there is no capability \"flying\"",
                "'configuration': {'tallystick.mode': 'strict'}, | stands without \"tallystick.\"",
                "'configuration': {'base-url': '{self}'}, | {self} isn't known yet when an application starts",
                "'rows': [{'a': 'b'}], | nothing uses {a}",
                "'rows': [], | \"rows\" is no list with something in it",
                "'jwts': {'j': {'sign': 'nobody'}}, | the JWT j is signed by none of",
                "'jwts': {'j': {'claims': {}, 'raw-claims': '{}'}}, | the JWT j has claims and raw-claims",
                "'jwts': {'j': {'key': 'x'}}, | the JWT j has members without a meaning: [key]",
                "'refused-at-start': true, | an application that isn't started has no steps",
                "'refused-at-start': 'yes', | is neither true nor false",
                "'source': 'a', 'source': 'b', | Duplicate",
            })
    void aCaseWithSomethingElseInItFails(String members, String message) {
        assertFails(
                "{'rule': 'X-01', 'name': 'n', 'kind': 'attack', " + members + " 'steps': [" + STEP + "]}", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'request': 'GET /', 'expect': 'allowed', 'headrs': [] | the step has members without a meaning: [headrs]",
                "'request': 'GET /', 'login': '/web', 'expect': 'allowed' | this one has [request, login]",
                "'expect': 'allowed' | this one has []",
                "'request': 'GET', 'expect': 'allowed' | is no method with a target",
                "'request': 'GET /{token}', 'expect': 'allowed' | {token} is nothing that is known here",
                "'request': 'GET /{jwt:late}', 'expect': 'allowed' | {jwt:late} is nothing that is known here",
                "'request': 'GET /{octets:many}', 'expect': 'allowed' | {octets:many} is nothing that is known here",
                "'request': 'GET /', 'headers': ['X: ☃'], 'expect': 'allowed' | more than one octet",
                "'request': 'GET /', 'form': {}, 'body': 'x', 'expect': 'allowed' | more than one body",
                "'request': 'GET /', 'form': {'a': ['b']}, 'expect': 'allowed' | the field a is no text",
                "'request': 'GET /', 'type': 'text/plain', 'expect': 'allowed' | \"type\" without a \"body\"",
                "'request': 'GET /', 'chunked': true, 'expect': 'allowed' | \"chunked\" without a body",
                "'request': 'GET /' | no step has an \"expect\"",
                "'request': 'GET /', 'expect': 'fine' | \"fine\" is no outcome",
                "'request': 'GET /', 'expect': 'status 2000' | is no outcome",
                "'request': 'GET /', 'expect': 'denied for-fun' | there is no reason \"for-fun\"",
                "'request': 'GET /', 'expect': {'outcome': 'allowed', 'jsn': {}} | members without a meaning: [jsn]",
                "'request': 'GET /', 'expect': 'allowed', 'keep': {'a': 'body'} | is none of json, input, cookie, header",
                "'request': 'GET /', 'expect': 'allowed', 'keep-as': 'a' | \"keep-as\" belongs to a \"token\"",
                "'login': '/web', 'expect': 'allowed', 'form': {} | isn't said by the case",
            })
    void aStepThatCannotBePlayedFails(String members, String message) {
        assertFails("{'rule': 'X-01', 'name': 'n', 'kind': 'attack', 'steps': [{" + members + "}]}", message);
    }

    @ParameterizedTest
    @CsvSource({
        "X-03, attack, there is no rule X-03",
        "X-02, attack, X-02 is said to be untested",
        "X-01, funny, is neither attack nor legitimate"
    })
    void aRuleOrKindThatDoesNotExistFails(String rule, String kind, String message) {
        assertFails("{'rule': '" + rule + "', 'name': 'n', 'kind': '" + kind + "', 'steps': [" + STEP + "]}", message);
    }

    @Test
    void aNameStandsOnceInARule() {
        String one = "{'rule': 'X-01', 'name': 'n', 'kind': 'attack', 'steps': [" + STEP + "]}";
        assertFails(one + "," + one, "this rule has another case of the name 'n'");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThatThrownBy(() -> read("{'rule': 'X-03', 'name': 'a'}, {'rule': 'X-04', 'name': 'b'}"))
                .hasMessageContaining("samples.json: X-03 'a'")
                .hasMessageContaining("samples.json: X-04 'b'");
    }

    @Test
    void aRowsValuesTakeTheirPlaces() {
        List<KitCase> cases = read("""
                {'rule': 'X-01', 'name': 'from {origin}', 'kind': 'attack',
                 'rows': [{'origin': 'https://a.example', 'field': 'x', 'to': null, 'then': 'refused'},
                          {'origin': 'https://b.example', 'field': 'y', 'to': 'h', 'then': {'outcome': 'allowed'},
                           'kind': 'legitimate', 'why': 'so', 'needs': ['websocket']}],
                 'steps': [{'request': 'POST /web/echo', 'headers': ['Origin: {origin}'], 'host': '{to}',
                            'form': {'{field}': 'v'}, 'expect': '{then}'}]}
                """);

        assertThat(cases).extracting(KitCase::name).containsExactly("from https://a.example", "from https://b.example");
        assertThat(cases).extracting(KitCase::kind).containsExactly(KitCase.Kind.ATTACK, KitCase.Kind.LEGITIMATE);
        assertThat(cases).extracting(KitCase::needs).containsExactly(Set.of(), Set.of(Capability.WEBSOCKET));
        assertThat(cases.get(0).steps().get(0).host()).isNull();
        assertThat(cases.get(1).steps().get(0).host()).isEqualTo("h");
        assertThat(cases.get(1).steps().get(0).body()).isEqualTo(new KitCase.Body.Form(List.of(Map.entry("y", "v"))));
        assertThat(cases.get(1).steps().get(0).expect().outcomes()).containsExactly(new KitCase.Outcome.Allowed());
    }

    @Test
    void aRowIsNamedByItsValuesWhereTheNameSaysNothing() {
        List<KitCase> cases = read("{'rule': 'X-01', 'name': 'n', 'kind': 'attack', 'rows': [{'a': '1'}, {'a': '2'}],"
                + " 'steps': [{'request': 'GET /{a}', 'expect': 'allowed'}]}");

        assertThat(cases).extracting(KitCase::name).containsExactly("n [1]", "n [2]");
    }

    @Test
    void aBraceThatEnclosesNoNameStandsForItself() {
        assertThat(Values.replace("{\"a\": {b}, {c d}, {self}/{octets:3}", name -> "<" + name + ">"))
                .isEqualTo("{\"a\": <b>, {c d}, <self>/<octets:3>");
    }

    private static void assertFails(String cases, String message) {
        assertThatThrownBy(() -> read(cases))
                .isInstanceOf(KitFormatException.class)
                .hasMessageContaining("samples.json")
                .hasMessageContaining(message);
    }

    private static List<KitCase> read(String cases) {
        String file = "{'group': 'samples', 'title': 'Samples', 'cases': [" + cases + "]}";
        return Kit.read(Map.of("RULES.md", RULES), Map.of("samples.json", file.replace('\'', '"')))
                .cases();
    }
}
