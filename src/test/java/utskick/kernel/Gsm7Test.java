package utskick.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gsm7Test {

    /// The table of 3GPP TS 23.038 by code points, typed apart from the one under test.
    private static final int[] TABLE = IntStream.of(
                    0x40, 0xA3, 0x24, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, 0x0A, 0xD8, 0xF8, 0x0D, 0xC5, 0xE5,
                    0x394, 0x5F, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, -1, 0xC6, 0xE6, 0xDF,
                    0xC9, 0x20, 0x21, 0x22, 0x23, 0xA4, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E,
                    0x2F, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E,
                    0x3F, 0xA1, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E,
                    0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0xC4, 0xD6, 0xD1, 0xDC,
                    0xA7, 0xBF, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E,
                    0x6F, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0xE4, 0xF6, 0xF1, 0xFC,
                    0xE0)
            .toArray();

    @Test
    void eachBasicCharacterIsItsPlaceInTheTable() {
        assertThat(TABLE).hasSize(128);
        for (int code = 0; code < 128; code++) {
            if (TABLE[code] < 0) {
                continue;
            }
            String character = Character.toString(TABLE[code]);
            assertThat(Gsm7.septets(TABLE[code])).as(character).isEqualTo(1);
            assertThat(Gsm7.encode(character)).containsExactly(code);
            assertThat(Gsm7.decode(new byte[] {(byte) code})).isEqualTo(character);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "0C, 0A",
                "5E, 14",
                "7B, 28",
                "7D, 29",
                "5C, 2F",
                "5B, 3C",
                "7E, 3D",
                "5D, 3E",
                "7C, 40",
                "20AC, 65"
            })
    void eachExtensionCharacterIsAnEscapeAndACode(String codePoint, String code) {
        String character = Character.toString(Integer.parseInt(codePoint, 16));
        assertThat(Gsm7.septets(character.codePointAt(0))).isEqualTo(2);
        byte[] octets = {0x1B, (byte) Integer.parseInt(code, 16)};
        assertThat(Gsm7.encode(character)).isEqualTo(octets);
        assertThat(Gsm7.decode(octets)).isEqualTo(character);
    }

    @Test
    void thereAre127And10CharactersAndNoMore() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> Gsm7.septets(c) == 1)
                        .count())
                .isEqualTo(127);
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> Gsm7.septets(c) == 2)
                        .count())
                .isEqualTo(10);
        assertThat(Gsm7.isEncodable(-1)).isFalse();
        assertThat(Gsm7.isEncodable(0x1B)).as("the escape is no character").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ç", "ó", "ł", "Κ", "ά", "ë", "\u00A0", "\t", "`", "’", "–", "…", "😀", "µ"})
    void whatTheAlphabetLacksIsRefusedAndNeverReplaced(String text) {
        assertThat(Gsm7.septets(text.codePointAt(0))).isEqualTo(-1);
        assertThat(Gsm7.isEncodable(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Gsm7.encode("a" + text));
    }

    @Test
    void aTextComesBackAsItWas() {
        String text = "@£$ Hej Åsa! 100 € [rea] {~} på Ωmega_\n\\^|";
        assertThat(Gsm7.decode(Gsm7.encode(text))).isEqualTo(text);
        assertThat(Gsm7.encode(text)[0]).isZero();
    }

    @Test
    void anUnknownEscapeReadsAsThePhoneReadsIt() {
        assertThat(Gsm7.decode(new byte[] {0x1B, 0x41})).isEqualTo("A");
        assertThat(Gsm7.decode(new byte[] {0x41, 0x1B})).isEqualTo("A ");
        assertThat(Gsm7.decode(new byte[] {0x1B, 0x1B, 0x41})).isEqualTo(" A");
    }
}
