package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;

final class PdfLabelsTest {

    @Test
    void twenty_four_labels_fill_a_sheet_in_every_alphabet() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var labels = new PdfLabels(out, "Etiketter")) {
            labels.label(List.of());
            for (int i = 1; i <= 24; i++) {
                labels.label(List.of("Åsa Ek " + i, "Storgatan 1", "222 22 Lund"));
            }
            labels.label(List.of("Łukasz Żak", "ul. Długa 5", "90-001 Łódź", "POLEN"));
            labels.label(List.of("Ελένη Σωτηρίου", "Αθήνα"));
        }

        try (var pdf = new PdfReader(out.toByteArray())) {
            var text = new PdfTextExtractor(pdf);
            assertThat(pdf.getNumberOfPages()).isEqualTo(2);
            assertThat(text.getTextFromPage(1))
                    .contains("Åsa Ek 1", "Åsa Ek 24")
                    .doesNotContain("Łódź");
            assertThat(text.getTextFromPage(2)).contains("Łukasz Żak", "90-001 Łódź", "Ελένη Σωτηρίου");
        }
    }

    @Test
    void no_label_is_an_empty_sheet() throws IOException {
        var out = new ByteArrayOutputStream();
        new PdfLabels(out, "Etiketter").close();

        try (var pdf = new PdfReader(out.toByteArray())) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
        }
    }
}
