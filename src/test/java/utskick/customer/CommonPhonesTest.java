package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shortcut says what the plans say, or nothing.
class CommonPhonesTest {

    private static final List<String> REGIONS = List.of("SE", "FI", "GR", "PL", "NO", "GB", "US", "DE", "AX");
    private static final List<String> CODES = List.of("46", "358", "30", "48");

    private final PhoneReader reader = new PhoneReader();
    private final Random random = new Random(20_261_122);
    private int taken;

    @ParameterizedTest
    @ValueSource(strings = {"SE", "FI", "GR", "PL"})
    void every_prefix_of_a_country_is_read_as_its_plan_says(String region) {
        var code = CODES.get(REGIONS.indexOf(region));
        for (int prefix = 0; prefix < 10_000; prefix++) {
            for (int length = 4; length <= 7; length++) {
                var national = "%04d%s".formatted(prefix, digits(length));
                agree(national, region);
                agree("0" + national, region);
                agree("+" + code + national, region);
            }
            agree("00" + code + " " + "%04d%s".formatted(prefix, digits(5)), region);
        }
        assertThat(taken).as("numbers that took the shortcut").isGreaterThan(150);
    }

    @Test
    void writings_of_every_kind_are_read_as_the_plans_say() {
        for (int i = 0; i < 60_000; i++) {
            agree(writing(), REGIONS.get(random.nextInt(REGIONS.size())));
        }
        assertThat(taken).as("numbers that took the shortcut").isGreaterThan(300);
    }

    @Test
    void the_usual_writings_take_the_shortcut() {
        for (var usual :
                List.of("070-174 06 05", "0701740605", "+46 70 174 06 05", "0046701740605", "+46-70-1740605")) {
            assertThat(CommonPhones.read(usual, "SE")).as(usual).isEqualTo(reader.readByPlan("0701740605", "SE"));
        }
        for (var other : List.of(
                "",
                "08-465 00 400",
                "070--1740605",
                "070-1740605 ",
                "(070) 1740605",
                "70 174 06 05",
                "070-174060",
                "+46 070 174 06 05",
                "+",
                "00",
                "0046",
                "+46",
                "070174060500000000")) {
            assertThat(CommonPhones.read(other, "SE")).as(other).isNull();
        }
    }

    private void agree(String text, String region) {
        var shortcut = CommonPhones.read(text, region);
        if (shortcut != null) {
            taken++;
            assertThat(shortcut).as(text + " in " + region).isEqualTo(reader.readByPlan(text, region));
        }
    }

    /// A number that could be somebody's, with what people write into numbers, in the wrong places too.
    private String writing() {
        var start = Stream.of("", "0", "00", "+", "+0", "(0)").toList();
        var text = new StringBuilder(start.get(random.nextInt(start.size())));
        if (random.nextBoolean()) {
            text.append(CODES.get(random.nextInt(CODES.size())));
        }
        text.append(List.of("70", "40", "50", "69", "60", "72", "88", "8", "45").get(random.nextInt(9)));
        text.append(digits(5 + random.nextInt(4)));
        for (int marks = random.nextInt(4); marks > 0; marks--) {
            text.insert(random.nextInt(text.length() + 1), " -  -/.+0".charAt(random.nextInt(9)));
        }
        return text.toString();
    }

    private String digits(int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }
}
