package utskick.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.kernel.Channel;
import utskick.segment.Criterion.Join;
import utskick.segment.Criterion.Match;
import utskick.segment.Criterion.OwnField;
import utskick.segment.Criterion.TextField;
import utskick.segment.Criterion.TextRelation;

/// Random trees of every criterion that the plain reading of [RandomRegister] knows.
final class RandomCriteria {

    private RandomCriteria() {}

    static Criterion next(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 29 : 24)) {
            case 0 -> new Criterion.Category(random.nextBoolean() ? Match.ANY_OF : Match.NONE_OF, some(random, 1, 4));
            case 1 -> new Criterion.Store(random.nextBoolean() ? Match.ANY_OF : Match.NONE_OF, some(random, 1, 4));
            case 2 -> new Criterion.Membership(Match.values()[random.nextInt(3)], some(random, 4, 8));
            case 3 -> amount(random);
            case 4, 5 -> text(random);
            case 6 ->
                new Criterion.Recent(
                        Criterion.DateField.values()[random.nextInt(2)], random.nextBoolean(), random.nextInt(40));
            case 7 -> dates(random);
            case 8 -> new Criterion.Birthday(random.nextInt(40));
            case 9 -> new Criterion.Language(List.of(random.nextBoolean() ? "sv" : "fi", "el"));
            case 10 ->
                random.nextInt(3) == 0
                        ? new Criterion.HandPicked(RandomRegister.HAND_LIST)
                        : new Criterion.Country(List.of(random.nextBoolean() ? "SE" : "GR"));
            case 11 -> new Criterion.Kind(List.of(Criterion.CustomerKind.values()[random.nextInt(3)]));
            case 12 ->
                new Criterion.HasAddress(
                        random.nextBoolean(),
                        Channel.values()[random.nextInt(2)],
                        random.nextBoolean() ? List.of() : List.of("work"));
            case 13 ->
                new Criterion.Consent(
                        Channel.values()[random.nextInt(2)],
                        random.nextBoolean() ? Purpose.MARKETING : Purpose.SERVICE,
                        List.of(ConsentState.values()[random.nextInt(4)], ConsentState.values()[random.nextInt(4)]));
            case 14 ->
                new Criterion.Known(
                        Criterion.Fact.values()[random.nextInt(Criterion.Fact.values().length)], random.nextBoolean());
            case 15 -> new Criterion.BirthdayMonth(random.nextInt(12));
            case 16, 17 ->
                new Criterion.Mailing(
                        random.nextBoolean(),
                        Criterion.Past.values()[random.nextInt(Criterion.Past.values().length)],
                        random.nextBoolean() ? null : 1L + random.nextInt(4));
            case 18 ->
                new Criterion.Written(
                        random.nextBoolean(),
                        random.nextInt(45),
                        random.nextBoolean() ? null : Channel.values()[random.nextInt(2)]);
            case 19, 20, 21 -> own(random);
            case 22 ->
                random.nextBoolean()
                        ? new Criterion.NameDay(random.nextInt(150))
                        : new Criterion.NameDayMonth(random.nextInt(12));
            case 23 ->
                new Criterion.Imported(
                        random.nextBoolean(),
                        Criterion.Arrival.values()[random.nextInt(3)],
                        1L + random.nextInt(RandomRegister.IMPORTS - 1));
            case 24 -> new Criterion.OfCompany(next(random, depth - 1));
            case 25 -> new Criterion.HasContact(next(random, depth - 1));
            default ->
                new Criterion.Group(
                        random.nextBoolean() ? Join.ALL : Join.ANY,
                        Stream.generate(() -> next(random, depth - 1))
                                .limit(random.nextInt(4))
                                .toList(),
                        random.nextInt(3) > 0 ? List.of() : List.of(next(random, depth - 1)));
        };
    }

    /// What fits the field's kind; anything else is refused.
    private static Criterion own(Random random) {
        var from = BigDecimal.valueOf(random.nextInt(-500, 1_500), random.nextInt(3));
        var day = LocalDate.of(2027, 2, 27).minusDays(random.nextInt(400));
        boolean yes = random.nextBoolean();
        return switch (random.nextInt(7)) {
            case 0 -> {
                var text = RandomRegister.text(random);
                yield new OwnField.OwnText(
                        "own_text",
                        TextRelation.values()[random.nextInt(3)],
                        List.of(text.isBlank() ? "x" : text, "true"));
            }
            case 1 -> new OwnField.OwnNumber("own_number", from, yes ? null : from.add(BigDecimal.TEN));
            case 2 -> new OwnField.OwnDate("own_date", yes ? null : day, day.plusDays(random.nextInt(100)));
            case 3 -> new OwnField.OwnRecent("own_date", yes, random.nextInt(40));
            case 4 -> new OwnField.OwnChoice("own_choice", yes ? Match.ANY_OF : Match.NONE_OF, List.of("red", "green"));
            case 5 -> new OwnField.OwnYes("own_yes_no", yes);
            default -> new OwnField.OwnKnown(RandomRegister.OWN.get(random.nextInt(RandomRegister.OWN.size())), yes);
        };
    }

    private static Criterion amount(Random random) {
        var low = BigDecimal.valueOf(random.nextInt(-500, 1_500), random.nextInt(3));
        var high = low.add(BigDecimal.valueOf(random.nextInt(600)));
        var figure = Criterion.Figure.values()[random.nextInt(6)];
        return switch (random.nextInt(3)) {
            case 0 -> new Criterion.Amount(figure, low, null);
            case 1 -> new Criterion.Amount(figure, null, high);
            default -> new Criterion.Amount(figure, low, high);
        };
    }

    private static Criterion text(Random random) {
        var field = TextField.values()[random.nextInt(TextField.values().length)];
        var relation = TextRelation.values()[random.nextInt(TextRelation.values().length)];
        var values = relation == TextRelation.EMPTY || relation == TextRelation.FILLED
                ? List.<String>of()
                : List.of(RandomRegister.text(random), "Å" + random.nextInt(3));
        return values.stream().allMatch(String::isBlank) && relation.ordinal() < 3
                ? new Criterion.Text(field, relation, List.of("x"))
                : new Criterion.Text(field, relation, values);
    }

    private static Criterion dates(Random random) {
        var from = LocalDate.of(2027, 2, 27).minusDays(random.nextInt(40));
        var field = Criterion.DateField.values()[random.nextInt(2)];
        return switch (random.nextInt(3)) {
            case 0 -> new Criterion.Dates(field, from, null);
            case 1 -> new Criterion.Dates(field, null, from);
            default -> new Criterion.Dates(field, from, from.plusDays(random.nextInt(5)));
        };
    }

    private static List<Integer> some(Random random, int from, int to) {
        return random.ints(1 + random.nextInt(2), from, to).boxed().toList();
    }
}
