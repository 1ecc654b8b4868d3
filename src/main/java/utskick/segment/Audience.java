package utskick.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.consent.Purpose;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;

/// Who gets a mailing, by the rules that a person chose.
///
/// @param purpose the key of a purpose, such as `marketing` or `service`
/// @param labels the contact points to use (the "phone field"), the first choice first; none: any
/// @param fields the values to freeze with each recipient; `opt_out` is the token of the address's opt-out link
/// @param limits who is spared although the selection has them
public record Audience(
        Who who, Channel channel, String purpose, List<String> labels, List<MergeField> fields, Limits limits) {

    /// The field that stands for the token of the recipient's opt-out link.
    public static final MergeField OPT_OUT = new MergeField("opt_out", MergeField.Kind.TEXT);

    /// Without limits.
    public Audience(Who who, Channel channel, String purpose, List<String> labels, List<MergeField> fields) {
        this(who, channel, purpose, labels, fields, Limits.NONE);
    }

    public Audience {
        purpose = Purpose.of(purpose).key();
        labels = List.copyOf(labels);
        fields = List.copyOf(fields);
    }

    /// The same people, without the values to freeze.
    public Audience bare() {
        return new Audience(who, channel, purpose, labels, List.of(), limits);
    }

    /// Who of the selection is left in peace.
    ///
    /// @param pauseDays not those to whom a message of any channel went within so many days; 0: all
    /// @param countries only those of these countries; none: of all
    /// @param quiet not those of this saved selection; null: there is none
    public record Limits(
            int pauseDays, List<String> countries, @Nullable Long quiet) {

        public static final Limits NONE = new Limits(0, List.of(), null);

        public Limits {
            if (pauseDays < 0 || pauseDays > 365) {
                throw new IllegalArgumentException("a pause of %d days".formatted(pauseDays));
            }
            countries = List.copyOf(countries);
        }
    }

    /// The selection: everybody for whom one of `include` holds or who is among `customers`, without those for whom
    /// one of `exclude` holds. Saved selections are [Criterion.InSegment].
    public record Who(List<Criterion> include, List<Criterion> exclude, List<Long> customers) {
        public Who {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            customers = List.copyOf(customers);
        }

        /// One criterion and nothing else.
        public static Who of(Criterion criterion) {
            return new Who(List.of(criterion), List.of(), List.of());
        }
    }
}
