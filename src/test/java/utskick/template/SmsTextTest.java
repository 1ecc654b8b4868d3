package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import utskick.template.SmsText.Culprit;

final class SmsTextTest {

    @Test
    void the_characters_that_make_it_dear_are_named() {
        assertThat(SmsText.of("Hej ’du’ 😀 [åäö]").culprits())
                .containsExactly(new Culprit("’", 4, 2), new Culprit("😀", 9, 1));
        assertThat(SmsText.of("Hej €").culprits()).isEmpty();
    }

    @Test
    void the_capacity_follows_the_parts() {
        assertThat(SmsText.of("").capacity()).isEqualTo(160);
        assertThat(SmsText.of("a").capacity()).isEqualTo(160);
        assertThat(SmsText.of("a".repeat(161)).capacity()).isEqualTo(306);
        assertThat(SmsText.of("ł").capacity()).isEqualTo(70);
        assertThat(SmsText.of("ł".repeat(71)).capacity()).isEqualTo(134);
    }

    @Test
    void half_a_surrogate_pair_counts_as_one_unit() {
        var sms = SmsText.of("\uD83D".repeat(71));
        assertThat(sms.count()).isEqualTo(2);
        assertThat(sms.parts()).containsExactly("\uD83D".repeat(67), "\uD83D".repeat(4));
    }
}
