package utskick.segment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.kernel.Channel;

/// One condition on a customer. Every criterion is true or false for every customer: what the register does not know
/// is simply not true, so that *except* means the same as it says. A criterion that exists is well-formed; what cannot
/// be is refused when it is made.
///
/// A new kind takes a record here, a case in each `switch` over criteria (the compiler names them) and its words.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Criterion.Group.class, name = "group"),
    @JsonSubTypes.Type(value = Criterion.Category.class, name = "category"),
    @JsonSubTypes.Type(value = Criterion.Membership.class, name = "membership"),
    @JsonSubTypes.Type(value = Criterion.Store.class, name = "store"),
    @JsonSubTypes.Type(value = Criterion.Amount.class, name = "amount"),
    @JsonSubTypes.Type(value = Criterion.Text.class, name = "text"),
    @JsonSubTypes.Type(value = Criterion.Known.class, name = "known"),
    @JsonSubTypes.Type(value = Criterion.Recent.class, name = "recent"),
    @JsonSubTypes.Type(value = Criterion.Dates.class, name = "dates"),
    @JsonSubTypes.Type(value = Criterion.Birthday.class, name = "birthday"),
    @JsonSubTypes.Type(value = Criterion.BirthdayMonth.class, name = "birthday_month"),
    @JsonSubTypes.Type(value = Criterion.Language.class, name = "language"),
    @JsonSubTypes.Type(value = Criterion.Country.class, name = "country"),
    @JsonSubTypes.Type(value = Criterion.Kind.class, name = "kind"),
    @JsonSubTypes.Type(value = Criterion.HasAddress.class, name = "address"),
    @JsonSubTypes.Type(value = Criterion.Consent.class, name = "consent"),
    @JsonSubTypes.Type(value = Criterion.OfCompany.class, name = "company"),
    @JsonSubTypes.Type(value = Criterion.HasContact.class, name = "contact"),
    @JsonSubTypes.Type(value = Criterion.Mailing.class, name = "mailing"),
    @JsonSubTypes.Type(value = Criterion.Written.class, name = "written"),
    @JsonSubTypes.Type(value = Criterion.InSegment.class, name = "segment"),
    @JsonSubTypes.Type(value = Criterion.Customers.class, name = "customers"),
    @JsonSubTypes.Type(value = Criterion.HandPicked.class, name = "hand_picked")
})
public sealed interface Criterion {

    /// Several, joined; whoever meets one of `except` is out. Without any row it is everybody.
    record Group(Join join, List<Criterion> of, @Nullable List<Criterion> except) implements Criterion {

        public Group {
            Objects.requireNonNull(join);
            of = List.copyOf(of);
            except = except == null ? List.of() : List.copyOf(except);
            if (of.size() + except.size() > 100) {
                throw new CriterionRefused("segment.refused.many");
            }
        }

        /// The rows that take away; never null.
        @Override
        public List<Criterion> except() {
            return except == null ? List.of() : except;
        }
    }

    /// Whether all rows of a group must hold, or one is enough.
    enum Join {
        ALL,
        ANY
    }

    /// The customer's one category; `NONE_OF` includes those without.
    record Category(Match match, List<Integer> ids) implements Criterion {
        public Category {
            ids = chosen(ids);
            if (match == Match.ALL_OF) {
                throw new CriterionRefused("segment.refused.form");
            }
        }
    }

    /// The groups that the customer is in.
    record Membership(Match match, List<Integer> ids) implements Criterion {
        public Membership {
            Objects.requireNonNull(match);
            ids = chosen(ids);
        }
    }

    /// The customer's store; `NONE_OF` includes those without.
    record Store(Match match, List<Integer> ids) implements Criterion {
        public Store {
            ids = chosen(ids);
            if (match == Match.ALL_OF) {
                throw new CriterionRefused("segment.refused.form");
            }
        }
    }

    /// How the chosen values compare to the customer's.
    enum Match {
        ANY_OF,
        ALL_OF,
        NONE_OF
    }

    /// Between two amounts, both included; a null end is open.
    record Amount(
            Figure figure,
            @Nullable BigDecimal from,
            @Nullable BigDecimal to) implements Criterion {

        private static final BigDecimal MOST = new BigDecimal("999999999999.99");

        public Amount {
            Objects.requireNonNull(figure);
            if (from == null && to == null) {
                throw new CriterionRefused("segment.refused.amount");
            }
            if (from != null && to != null && from.compareTo(to) > 0) {
                throw new CriterionRefused("segment.refused.range");
            }
            if (Stream.of(from, to).anyMatch(end -> end != null && end.abs().compareTo(MOST) > 0)) {
                throw new CriterionRefused("segment.refused.amount");
            }
        }
    }

    /// A number of the register. The sums are what the till or the ERP counts.
    enum Figure {
        POINTS,
        BALANCE,
        BOUGHT_12_MONTHS,
        BOUGHT_THIS_YEAR,
        BOUGHT_LAST_YEAR,
        /// How many purchases.
        PURCHASES_12_MONTHS
    }

    /// Whether the register knows it at all.
    record Known(Fact fact, boolean known) implements Criterion {
        public Known {
            Objects.requireNonNull(fact);
        }
    }

    /// What the register may know of a customer or not.
    enum Fact {
        POINTS,
        BALANCE,
        LAST_PURCHASE,
        BIRTHDAY,
        CATEGORY,
        STORE
    }

    /// A text field. Upper and lower case are the same, and Greek letters with and without tonos; `å` is not `a`.
    record Text(
            TextField field,
            TextRelation relation,
            @Nullable List<String> values) implements Criterion {

        public Text {
            Objects.requireNonNull(field);
            values = (values == null ? List.<String>of() : values)
                    .stream()
                            .map(String::strip)
                            .filter(value -> !value.isEmpty())
                            .distinct()
                            .toList();
            boolean takesValue = relation != TextRelation.EMPTY && relation != TextRelation.FILLED;
            if (takesValue == values.isEmpty()) {
                throw new CriterionRefused("segment.refused.text");
            }
            if (values.size() > 10_000 || values.stream().anyMatch(value -> value.length() > 200)) {
                throw new CriterionRefused("segment.refused.many");
            }
        }

        /// What to compare with, one of them being enough; empty for the relations that take none.
        @Override
        public List<String> values() {
            return values == null ? List.of() : values;
        }
    }

    /// A text of the register.
    enum TextField {
        NUMBER,
        NAME,
        FIRST_NAME,
        LAST_NAME,
        COMPANY_NAME,
        POSTCODE,
        CITY
    }

    /// How a text compares; with several values, with one of them.
    enum TextRelation {
        IS,
        STARTS_WITH,
        CONTAINS,
        EMPTY,
        FILLED
    }

    /// Within the last days, today included, or not within them (which includes never).
    record Recent(DateField field, boolean within, int days) implements Criterion {
        public Recent {
            Objects.requireNonNull(field);
            checkDays(days, 0);
        }
    }

    /// Between two dates, both included; a null end is open.
    record Dates(
            DateField field,
            @Nullable LocalDate from,
            @Nullable LocalDate to) implements Criterion {
        public Dates {
            Objects.requireNonNull(field);
            if (from == null && to == null) {
                throw new CriterionRefused("segment.refused.date");
            }
            if (from != null && to != null && from.isAfter(to)) {
                throw new CriterionRefused("segment.refused.range");
            }
            if (Stream.of(from, to).anyMatch(end -> end != null && (end.getYear() < 1900 || end.getYear() > 2200))) {
                throw new CriterionRefused("segment.refused.date");
            }
        }
    }

    /// A date of the register.
    enum DateField {
        LAST_PURCHASE,
        CREATED
    }

    /// The birthday falls on one of the next days, today included (0: on today alone). Who was born on 29 February
    /// has
    /// it on the 28th in a common year.
    record Birthday(int days) implements Criterion {
        public Birthday {
            checkDays(days, 0);
            if (days > 365) {
                throw new CriterionRefused("segment.refused.days");
            }
        }
    }

    /// The birthday falls in a month, counted from this one: 0 is this month, 1 the next, 11 the last.
    record BirthdayMonth(int ahead) implements Criterion {
        public BirthdayMonth {
            if (ahead < 0 || ahead > 11) {
                throw new CriterionRefused("segment.refused.form");
            }
        }
    }

    /// The language that we write in.
    record Language(List<String> codes) implements Criterion {
        public Language {
            codes = codeList(codes);
        }
    }

    record Country(List<String> codes) implements Criterion {
        public Country {
            codes = codeList(codes);
        }
    }

    /// What kind of customer it is.
    record Kind(List<CustomerKind> kinds) implements Criterion {
        public Kind {
            kinds = chosen(kinds);
        }
    }

    /// A company, a contact of a company, or a person of their own.
    enum CustomerKind {
        PERSON,
        COMPANY,
        CONTACT
    }

    /// Has an address that messages can go to, under one of the labels (none named: under any), or has none.
    record HasAddress(
            boolean has, Channel channel, @Nullable List<String> labels) implements Criterion {
        public HasAddress {
            Objects.requireNonNull(channel);
            labels = labels == null ? List.of() : List.copyOf(labels);
        }

        /// The labels asked for; empty for any.
        @Override
        public List<String> labels() {
            return labels == null ? List.of() : labels;
        }
    }

    /// One of the customer's addresses has consent in one of these states.
    record Consent(Channel channel, Purpose purpose, List<ConsentState> states) implements Criterion {
        public Consent {
            Objects.requireNonNull(channel);
            Objects.requireNonNull(purpose);
            states = chosen(states);
        }
    }

    /// Contacts of companies for which it holds.
    record OfCompany(Criterion of) implements Criterion {
        public OfCompany {
            Objects.requireNonNull(of);
        }
    }

    /// Companies of which a contact is such that it holds.
    record HasContact(Criterion of) implements Criterion {
        public HasContact {
            Objects.requireNonNull(of);
        }
    }

    /// What became of a mailing for this customer, or did not.
    ///
    /// @param did false for those of whom it is not so
    /// @param campaign which mailing; null for any
    record Mailing(boolean did, Past past, @Nullable Long campaign) implements Criterion {
        public Mailing {
            Objects.requireNonNull(past);
        }
    }

    /// What may have become of a mailing for one customer. Tests do not count.
    enum Past {
        /// Handed over to the provider, and nobody said that it did not arrive.
        GOT,
        /// The provider said that it arrived.
        DELIVERED,
        /// Refused, or did not arrive.
        FAILED,
        /// Wrote to us from the address that the message went to, within 30 days after it.
        REPLIED,
        /// Opened a link of it, and has said yes to being counted by name.
        CLICKED
    }

    /// A message of any kind but a test was handed over within the last days, today included, or none was.
    ///
    /// @param channel null for any
    record Written(boolean written, int days, @Nullable Channel channel) implements Criterion {
        public Written {
            checkDays(days, 0);
        }
    }

    /// Another saved selection, as it is when this one is asked.
    record InSegment(long id) implements Criterion {}

    /// On a list of customers picked by hand, as it is when it is asked; the list lies in `segment.hand_picked`.
    record HandPicked(long list) implements Criterion {}

    /// These customers, by id.
    record Customers(List<Long> ids) implements Criterion {
        public Customers {
            ids = chosen(ids);
        }
    }

    /// All of these.
    static Criterion all(Criterion... of) {
        return new Group(Join.ALL, List.of(of), List.of());
    }

    /// One of these is enough.
    static Criterion any(Criterion... of) {
        return new Group(Join.ANY, List.of(of), List.of());
    }

    /// Those for whom it does not hold.
    static Criterion except(Criterion of) {
        return new Group(Join.ALL, List.of(), List.of(of));
    }

    private static <T> List<T> chosen(@Nullable List<T> values) {
        if (values == null || values.isEmpty()) {
            throw new CriterionRefused("segment.refused.choose");
        }
        if (values.size() > 100_000) {
            throw new CriterionRefused("segment.refused.many");
        }
        return values.stream().distinct().toList();
    }

    private static List<String> codeList(@Nullable List<String> codes) {
        if (chosen(codes).stream().anyMatch(code -> !code.matches("[A-Za-z]{2,3}"))) {
            throw new CriterionRefused("segment.refused.form");
        }
        return chosen(codes);
    }

    private static void checkDays(int days, int least) {
        if (days < least || days > 36_500) {
            throw new CriterionRefused("segment.refused.days");
        }
    }
}
