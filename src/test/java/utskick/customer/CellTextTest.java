package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;

/// What a cell is freed of, and what it keeps.
class CellTextTest {

    @Test
    void letters_taken_for_composed_are() {
        for (char c = 0x80; c < 0xffff; c++) {
            if (CellText.isComposed(c)) {
                assertThat(Normalizer.isNormalized(String.valueOf(c), Normalizer.Form.NFC))
                        .as("U+%04X", (int) c)
                        .isTrue();
                assertThat(Character.getType(c))
                        .as("U+%04X", (int) c)
                        .isIn(
                                (int) Character.UPPERCASE_LETTER,
                                (int) Character.LOWERCASE_LETTER,
                                (int) Character.OTHER_LETTER,
                                (int) Character.MATH_SYMBOL);
            }
        }
    }

    @Test
    void white_space_is_squeezed_and_letters_are_composed() {
        assertThat(CellText.clean("  Åsa\u00a0\u00a0A\u030angstro\u0308m\t")).isEqualTo("Åsa Ångström");
        assertThat(CellText.clean("Ελε\u0301νη ")).isEqualTo("Ελένη");
        assertThat(CellText.clean("Ελένη Σταύρου")).isEqualTo("Ελένη Σταύρου");
        assertThat(CellText.clean("=\"00317\"")).isEqualTo("00317");
    }
}
