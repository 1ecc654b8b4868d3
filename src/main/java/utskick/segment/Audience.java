package utskick.segment;

import java.util.List;
import utskick.consent.Purpose;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;

/// Who gets a mailing, by the rules that a person chose.
///
/// @param purpose the key of a purpose, such as `marketing` or `service`
/// @param labels the contact points to use (the "phone field"), the first choice first; none: any
/// @param fields the values to freeze with each recipient; `opt_out` is the token of the address's opt-out link
public record Audience(Who who, Channel channel, String purpose, List<String> labels, List<MergeField> fields) {

    /// The field that stands for the token of the recipient's opt-out link.
    public static final MergeField OPT_OUT = new MergeField("opt_out", MergeField.Kind.TEXT);

    public Audience {
        purpose = Purpose.of(purpose).key();
        labels = List.copyOf(labels);
        fields = List.copyOf(fields);
    }

    /// The selection: everybody for whom one of `include` holds or who is among `customers`, without those for whom
    /// one
    /// of `exclude` holds. Saved selections are [Criterion.InSegment].
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
