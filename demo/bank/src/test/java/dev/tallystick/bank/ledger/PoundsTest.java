package dev.tallystick.bank.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoundsTest {

    @ParameterizedTest
    @CsvSource({"12.34,1234", "12,1200", "12.3,1230", "0.01,1", "00012.34,1234", "' 7 ',700", "1000000,100000000"})
    void readsPenceExactly(String text, long pence) {
        assertThat(Pounds.parse(text)).isEqualTo(new Pounds.Typed(pence, null));
    }

    @ParameterizedTest
    @CsvSource({"0,£0.00", "5,£0.05", "1234,£12.34", "99999,£999.99", "100000,'£1,000.00'", "123456789,'£1,234,567.89'"
    })
    void writesPounds(long pence, String text) {
        assertThat(Pounds.format(pence)).isEqualTo(text);
    }
}
