package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;

final class NumberListTest {

    @Test
    void what_is_pasted_is_taken_apart_but_not_within_a_phone_number() {
        assertThat(NumberList.pasted("0042, 070-123 45 67;\t anna@example.se\n\n +46 70 174 06 05 \r\n\u200b7\u00a08"))
                .containsExactly("0042", "070-123 45 67", "anna@example.se", "+46 70 174 06 05", "7 8");
    }

    @Test
    void of_a_file_the_column_of_numbers_counts_and_no_heading() {
        assertThat(NumberList.file("Namn;Kundnr;Ort\nEk, Åsa;0042;Lund\n\"Bo; Ek\";0043;Malmö\n"
                        .getBytes(Charset.forName("windows-1252"))))
                .containsExactly("0042", "0043");
        assertThat(NumberList.file("\ufeff0042\n0043".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("0042", "0043");
        assertThat(NumberList.file("\ufeffnr\tname\n1\tA".getBytes(StandardCharsets.UTF_16LE)))
                .containsExactly("1");
        assertThat(NumberList.file("e-mail,name\nA@x.se,A\nb@x.se,B".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("A@x.se", "b@x.se");
    }

    @Test
    void a_workbook_is_read_as_its_cells_show() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var workbook = new Workbook(out, "test", "1.0")) {
            workbook.newWorksheet("Empty");
            var sheet = workbook.newWorksheet("Customers");
            sheet.value(0, 0, "Name");
            sheet.value(0, 1, "Number");
            sheet.value(1, 0, "Anna");
            sheet.value(1, 1, 317);
            sheet.style(1, 1).format("000000").set();
            sheet.value(3, 0, "Bo");
            sheet.value(3, 1, "070-1740605");
        }
        assertThat(NumberList.file(out.toByteArray())).containsExactly("000317", "070-1740605");
    }

    @Test
    void what_is_no_list_is_refused() {
        assertThatThrownBy(() -> NumberList.file(new byte[] {'P', 'K', 3, 4, 0, 0}))
                .isInstanceOf(CriterionRefused.class)
                .hasMessage("segment.refused.file");
        var many = IntStream.rangeClosed(0, NumberList.MOST)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("\n"));
        assertThatThrownBy(() -> NumberList.pasted(many)).hasMessage("segment.refused.numbers");
        assertThat(NumberList.file(new byte[0])).isEmpty();
    }
}
