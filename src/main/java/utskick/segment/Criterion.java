package utskick.segment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.customer.CustomField;
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
    @JsonSubTypes.Type(value = Criterion.HandPicked.class, name = "hand_picked"),
    @JsonSubTypes.Type(value = Criterion.NameDay.class, name = "name_day"),
    @JsonSubTypes.Type(value = Criterion.NameDayMonth.class, name = "name_day_month"),
    @JsonSubTypes.Type(value = Criterion.Imported.class, name = "imported"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnText.class, name = "own_text"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnNumber.class, name = "own_number"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnDate.class, name = "own_date"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnRecent.class, name = "own_recent"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnChoice.class, name = "own_choice"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnYes.class, name = "own_yes"),
    @JsonSubTypes.Type(value = Criterion.OwnField.OwnKnown.class, name = "own_known")
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
            ids = CriterionChecks.chosen(ids);
            if (Objects.requireNonNull(match) == Match.ALL_OF) {
                throw new CriterionRefused("segment.refused.form");
            }
        }
    }

    /// The groups that the customer is in.
    record Membership(Match match, List<Integer> ids) implements Criterion {
        public Membership {
            Objects.requireNonNull(match);
            ids = CriterionChecks.chosen(ids);
        }
    }

    /// The customer's store; `NONE_OF` includes those without.
    record Store(Match match, List<Integer> ids) implements Criterion {
        public Store {
            ids = CriterionChecks.chosen(ids);
            if (Objects.requireNonNull(match) == Match.ALL_OF) {
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

        public Amount {
            Objects.requireNonNull(figure);
            CriterionChecks.range(from, to);
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
        STORE,
        NAME_DAY,
        BOUGHT_12_MONTHS,
        BOUGHT_THIS_YEAR,
        BOUGHT_LAST_YEAR,
        PURCHASES_12_MONTHS
    }

    /// A text field. Upper and lower case are the same, and Greek letters with and without tonos; `å` is not `a`.
    record Text(
            TextField field,
            TextRelation relation,
            @Nullable List<String> values) implements Criterion {

        public Text {
            Objects.requireNonNull(field);
            values = CriterionChecks.texts(Objects.requireNonNull(relation), values);
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
            CriterionChecks.days(days);
        }
    }

    /// Between two dates, both included; a null end is open.
    record Dates(
            DateField field,
            @Nullable LocalDate from,
            @Nullable LocalDate to) implements Criterion {
        public Dates {
            Objects.requireNonNull(field);
            CriterionChecks.range(from, to);
        }
    }

    /// A date of the register.
    enum DateField {
        LAST_PURCHASE,
        CREATED
    }

    /// The birthday falls on one of the next days, today included (0: on today alone). Who was born on 29 February
    /// has it on the 28th in a common year.
    record Birthday(int days) implements Criterion {
        public Birthday {
            CriterionChecks.daysOfYear(days);
        }
    }

    /// The birthday falls in a month, counted from this one: 0 is this month, 1 the next, 11 the last.
    record BirthdayMonth(int ahead) implements Criterion {
        public BirthdayMonth {
            CriterionChecks.months(ahead);
        }
    }

    /// The name day falls on one of the next days, today included (0: on today alone).
    record NameDay(int days) implements Criterion {
        public NameDay {
            CriterionChecks.daysOfYear(days);
        }
    }

    /// The name day falls in a month, counted from this one: 0 is this month, 1 the next, 11 the last.
    record NameDayMonth(int ahead) implements Criterion {
        public NameDayMonth {
            CriterionChecks.months(ahead);
        }
    }

    /// The language that we write in.
    record Language(List<String> codes) implements Criterion {
        public Language {
            codes = CriterionChecks.codeList(codes);
        }
    }

    record Country(List<String> codes) implements Criterion {
        public Country {
            codes = CriterionChecks.codeList(codes);
        }
    }

    /// What kind of customer it is.
    record Kind(List<CustomerKind> kinds) implements Criterion {
        public Kind {
            kinds = CriterionChecks.chosen(kinds);
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
            states = CriterionChecks.chosen(states);
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
            CriterionChecks.days(days);
        }
    }

    /// Is in the register by an import of a file, or is as that import left it: undone imports do not count.
    ///
    /// @param did false for those of whom it is not so
    /// @param file the import, by the number of its first table
    record Imported(boolean did, Arrival arrival, long file) implements Criterion {
        public Imported {
            Objects.requireNonNull(arrival);
        }
    }

    /// What an import did with a customer of its file.
    enum Arrival {
        /// It was not in the register before.
        ADDED,
        /// It was, and something of it is other since.
        CHANGED,
        EITHER
    }

    /// Another saved selection, as it is when this one is asked.
    record InSegment(long id) implements Criterion {}

    /// On a list of customers picked by hand, as it is when it is asked; the list lies in `segment.hand_picked`.
    record HandPicked(long list) implements Criterion {}

    /// These customers, by id.
    record Customers(List<Long> ids) implements Criterion {
        public Customers {
            ids = CriterionChecks.chosen(ids);
        }
    }

    /// A condition on a field that the shop has added to the card itself. The fields are read as what they are
    /// defined to be: what lies there in another form (an old import may have left `about 40` in a number) is not
    /// true of anything but that it is filled in.
    sealed interface OwnField extends Criterion {

        /// The key of the field's definition.
        String field();

        /// What the field must be for this to be asked; null for any.
        CustomField.@Nullable Kind kind();

        /// A text compares as those of the register; whether it is empty is asked by [OwnKnown].
        record OwnText(
                String field,
                TextRelation relation,
                @Nullable List<String> values) implements OwnField {

            public OwnText {
                checkKey(field);
                if (relation == TextRelation.EMPTY || relation == TextRelation.FILLED) {
                    throw new CriterionRefused("segment.refused.form");
                }
                values = CriterionChecks.texts(Objects.requireNonNull(relation), values);
            }

            /// What to compare with, one of them being enough.
            @Override
            public List<String> values() {
                return values == null ? List.of() : values;
            }

            @Override
            public CustomField.Kind kind() {
                return CustomField.Kind.TEXT;
            }
        }

        /// Between two numbers, both included; a null end is open.
        record OwnNumber(
                String field,
                @Nullable BigDecimal from,
                @Nullable BigDecimal to) implements OwnField {

            public OwnNumber {
                checkKey(field);
                CriterionChecks.range(from, to);
            }

            @Override
            public CustomField.Kind kind() {
                return CustomField.Kind.NUMBER;
            }
        }

        /// Between two dates, both included; a null end is open.
        record OwnDate(
                String field,
                @Nullable LocalDate from,
                @Nullable LocalDate to) implements OwnField {

            public OwnDate {
                checkKey(field);
                CriterionChecks.range(from, to);
            }

            @Override
            public CustomField.Kind kind() {
                return CustomField.Kind.DATE;
            }
        }

        /// Within the last days up to and with today, or not within them (which includes never).
        record OwnRecent(String field, boolean within, int days) implements OwnField {

            public OwnRecent {
                checkKey(field);
                CriterionChecks.days(days);
            }

            @Override
            public CustomField.Kind kind() {
                return CustomField.Kind.DATE;
            }
        }

        /// One of these choices; `NONE_OF` includes those without.
        record OwnChoice(String field, Match match, List<String> values) implements OwnField {

            public OwnChoice {
                checkKey(field);
                values = CriterionChecks.chosen(values);
                if (Objects.requireNonNull(match) == Match.ALL_OF) {
                    throw new CriterionRefused("segment.refused.form");
                }
            }

            @Override
            public CustomField.Kind kind() {
                return CustomField.Kind.CHOICE;
            }
        }

        /// It says yes, or it says no; an empty one says neither.
        record OwnYes(String field, boolean yes) implements OwnField {

            public OwnYes {
                checkKey(field);
            }

            @Override
            public CustomField.Kind kind() {
                return CustomField.Kind.YES_NO;
            }
        }

        /// It is filled in, or not.
        record OwnKnown(String field, boolean known) implements OwnField {

            public OwnKnown {
                checkKey(field);
            }

            @Override
            public CustomField.@Nullable Kind kind() {
                return null;
            }
        }

        private static void checkKey(@Nullable String field) {
            if (field == null || !field.matches("[a-z][a-z0-9_]{0,39}")) {
                throw new CriterionRefused("segment.refused.form");
            }
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
}
