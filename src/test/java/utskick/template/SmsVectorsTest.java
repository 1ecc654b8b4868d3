package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// The counting of SMS parts against known answers. `UTSKICK_SMS_VECTORS=FILE` reads another file of the same form:
/// columns `text_json,encoding,units,parts,note`.
final class SmsVectorsTest {

    record Vector(String text, SmsText.Encoding encoding, int units, int parts, String note) {

        @Override
        public String toString() {
            return "%s %d units %d parts %s".formatted(encoding, units, parts, note);
        }
    }

    static List<Vector> vectors() throws IOException {
        var json = new JsonMapper();
        try (var file = open();
                var rows = CsvReader.builder().ofNamedCsvRecord(file)) {
            var vectors = rows.stream().map(row -> vector(json, row)).toList();
            assertThat(vectors).isNotEmpty();
            return vectors;
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_text_has_the_known_encoding_units_and_parts(Vector vector) {
        var sms = SmsText.of(vector.text());

        assertThat(sms.encoding()).isEqualTo(vector.encoding());
        assertThat(sms.units()).isEqualTo(vector.units());
        assertThat(sms.count()).isEqualTo(vector.parts());
        assertThat(SmsText.count(vector.text())).isEqualTo(vector.parts());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_parts_are_the_text_and_each_fits(Vector vector) {
        var parts = SmsText.of(vector.text()).parts();

        assertThat(parts).hasSize(vector.parts());
        assertThat(String.join("", parts)).isEqualTo(vector.text());
        int room = switch (vector.encoding()) {
            case GSM7 -> parts.size() == 1 ? 160 : 153;
            case UCS2 -> parts.size() == 1 ? 70 : 67;
        };
        assertThat(parts).allSatisfy(part -> {
            assertThat(part).isNotEmpty();
            assertThat(
                            vector.encoding() == SmsText.Encoding.GSM7
                                    ? SmsText.of(part).units()
                                    : part.length())
                    .isLessThanOrEqualTo(room);
            assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
        });
    }

    private static Vector vector(JsonMapper json, NamedCsvRecord row) {
        return new Vector(
                json.readValue(row.getField("text_json"), String.class),
                SmsText.Encoding.valueOf(row.getField("encoding")),
                Integer.parseInt(row.getField("units")),
                Integer.parseInt(row.getField("parts")),
                row.getField("note"));
    }

    private static Reader open() throws IOException {
        var other = System.getenv("UTSKICK_SMS_VECTORS");
        return other != null
                ? Files.newBufferedReader(Path.of(other))
                : new InputStreamReader(
                        Objects.requireNonNull(SmsVectorsTest.class.getResourceAsStream("/sms-vectors.csv")),
                        StandardCharsets.UTF_8);
    }
}
