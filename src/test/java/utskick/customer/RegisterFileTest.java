package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a register begins in a file that has more than rows.
class RegisterFileTest {

    @TempDir
    Path folder;

    @Test
    void of_two_lines_of_headings_the_second_stands_above_the_rows() throws IOException {
        var table = table("Kundnr;Efternamn;Mobil\nCustomer no;Last name;Mobile\n1;Ek;0701740605\n");
        assertThat(table.form().headerLine()).isEqualTo(2);
        assertThat(table.headings()).containsExactly("Customer no", "Last name", "Mobile");
        assertThat(table("# Kundnr, namn, mobil\nKundnr,Efternamn,Mobil\n1,Ek,0701740605\n")
                        .form()
                        .headerLine())
                .isEqualTo(2);
    }

    @Test
    void headings_that_span_columns_are_no_headings() throws IOException {
        var table = table("Kund;;Samtycke;\nKundnr;Efternamn;SMS;E-post\n1;Ek;ja;nej\n2;Ek;nej;\n3;Ek;ja;ja\n");
        assertThat(table.form().headerLine()).isEqualTo(2);
        assertThat(table.uses().stream().map(ColumnUse::key))
                .containsExactly("number", "last_name", "consent:sms", "consent:email");
    }

    @Test
    void a_greek_capital_with_its_accent_tells_the_two_greek_code_pages_apart() throws IOException {
        var text = "Κωδικός;Όνομα;Επώνυμο\n1;Άννα;Παππάς\n";
        for (var page : List.of("windows-1253", "ISO-8859-7")) {
            var file = Files.write(folder.resolve(page), text.getBytes(Charset.forName(page)));
            var rows = new RegisterFile(file, new ColumnDictionary());
            var form = rows.tables().getFirst().form();
            assertThat(form.charset()).isEqualTo(Charset.forName(page));
        }
    }

    private RegisterFile.Table table(String text) throws IOException {
        var file = Files.writeString(folder.resolve("file.csv"), text);
        return new RegisterFile(file, new ColumnDictionary()).tables().getFirst();
    }
}
