package utskick.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://butiken.example https://butiken.example",
                "HTTPS://Butiken.Example/Rea https://butiken.example/Rea",
                "http://butiken.example:8080/a?b=c&d=%20#e http://butiken.example:8080/a?b=c&d=%20#e",
                "https://butiken.example/kräftor?färg=röd https://butiken.example/kr%C3%A4ftor?f%C3%A4rg=r%C3%B6d",
                "https://butiken.example/έκπτωση https://butiken.example/%CE%AD%CE%BA%CF%80%CF%84%CF%89%CF%83%CE%B7",
                "https://blåbär.example/ https://xn--blbr-noae.example/",
                "https://straße.example/ https://xn--strae-oqa.example/",
                "https://butiken.example/a|b[c]\\d https://butiken.example/a%7Cb%5Bc%5D%5Cd",
                "https://butiken.example/100%rea https://butiken.example/100%25rea",
                "https://butiken.example/a#b#c https://butiken.example/a#b%23c",
                "https://butiken.example/@butiken https://butiken.example/@butiken",
                "https://butiken.example/?till=https://annan.example https://butiken.example/?till=https://annan.example"
            })
    void an_address_of_the_web_is_written_in_ASCII(String typed, String address) {
        assertThat(Target.of(typed))
                .hasValueSatisfying(it -> assertThat(it.address()).isEqualTo(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "butiken.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "ftp://butiken.example/",
                "//butiken.example/",
                "https://",
                "https:///rea",
                "https://butiken.example@annan.example/",
                "https://karin:hemligt@butiken.example/",
                "https://butiken.example\\@annan.example/",
                "https://-butiken.example/",
                "https://buti ken.example/",
                "https://butiken.example/\r\nSet-Cookie: a=b"
            })
    void what_leads_elsewhere_than_it_says_is_not_counted(String typed) {
        assertThat(Target.of(typed)).isEmpty();
    }

    @Test
    void an_address_too_long_to_be_kept_is_not_counted() {
        var beginning = "https://butiken.example/";
        assertThat(Target.of(beginning + "a".repeat(Target.LONGEST - beginning.length())))
                .isPresent();
        assertThat(Target.of(beginning + "a".repeat(Target.LONGEST - beginning.length() + 1)))
                .isEmpty();
        assertThat(Target.of(beginning + "ä".repeat(Target.LONGEST / 2))).isEmpty();
    }

    @Test
    void a_target_that_is_not_as_it_will_be_sent_does_not_exist() {
        assertThatThrownBy(() -> new Target("https://butiken.example/kräftor"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
