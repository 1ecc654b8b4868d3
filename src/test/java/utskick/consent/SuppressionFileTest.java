package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class SuppressionFileTest {

    @RegisterExtension
    static final Database database = new Database();

    private final SuppressionList list = new SuppressionList(database.jdbc(), new TestClock());
    private final SuppressionFile file = new SuppressionFile(list, database.transaction());

    @BeforeEach
    void empty() {
        database.jdbc().sql("TRUNCATE consent.suppression").update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void any_text_with_addresses_in_its_lines_will_do(String charset) throws IOException {
        String mark = charset.startsWith("UTF-16") ? "\uFEFF" : "";
        String text = mark + "nummer;e-post\r\n\"070-174 06 05\";Åsa@Exempel.se\r\n\r\nnågon annan\r\n0701740606|\r\n";
        var report = file.read(stream(text, Charset.forName(charset)), as(SuppressionList.Reason.COMPLAINT));
        assertThat(report.unread()).isOne();
        assertThat(report.examples()).singleElement().asString().startsWith("4: ");
        assertThat(list.find(new PhoneNumber("+46701740605")).orElseThrow())
                .returns(SuppressionList.Reason.COMPLAINT, SuppressionList.Entry::reason)
                .returns(true, SuppressionList.Entry::serviceToo)
                .returns("anna", SuppressionList.Entry::actor)
                .returns("spärr.csv", SuppressionList.Entry::note);
        assertThat(list.contains(new PhoneNumber("+46701740606"))).isTrue();
    }

    @Test
    void a_file_that_breaks_off_changes_nothing() {
        String lines = IntStream.range(0, 6_000)
                .mapToObj("kund%d@example.com"::formatted)
                .collect(Collectors.joining("\n"));
        var breaks = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection is gone");
            }
        };
        assertThatThrownBy(() -> file.read(
                        new SequenceInputStream(stream(lines, StandardCharsets.UTF_8), breaks),
                        as(SuppressionList.Reason.MANUAL)))
                .isInstanceOf(IOException.class)
                .hasMessage("the connection is gone");
        assertThat(list.counts()).isEmpty();
    }

    @Test
    void a_workbook_is_no_text_and_changes_nothing() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
            zip.write("<v>kund@example.com</v>".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        var both = new SequenceInputStream(
                stream("anna@example.com\n", StandardCharsets.UTF_8), new ByteArrayInputStream(bytes.toByteArray()));
        assertThatThrownBy(() -> file.read(both, as(SuppressionList.Reason.MANUAL)))
                .isInstanceOf(SuppressionFile.NoText.class);
        assertThat(list.contains(new EmailAddress("anna@example.com"))).isFalse();
    }

    @Test
    void who_stands_there_twice_is_counted_once() throws IOException {
        var text = "a@example.com\nA@EXAMPLE.COM\nb@example.com\n";
        assertThat(file.read(stream(text, StandardCharsets.UTF_8), as(SuppressionList.Reason.STOP)))
                .returns(2, SuppressionFile.Report::added)
                .returns(1, SuppressionFile.Report::known);
        assertThat(file.read(stream(text, StandardCharsets.UTF_8), as(SuppressionList.Reason.STOP))
                        .added())
                .isZero();
    }

    private static InputStream stream(String text, Charset charset) {
        return new ByteArrayInputStream(text.getBytes(charset));
    }

    private static SuppressionFile.Source as(SuppressionList.Reason reason) {
        return new SuppressionFile.Source(reason, "SE", "anna", "spärr.csv");
    }
}
