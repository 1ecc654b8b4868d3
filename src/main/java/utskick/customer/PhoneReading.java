package utskick.customer;

import org.jspecify.annotations.Nullable;
import utskick.kernel.PhoneNumber;

/// What a phone field says: a number, a reason why there is none, or neither when the field is empty.
///
/// @param takesSms the plan says mobile, or cannot tell mobile from landline; every other number is a fine contact
///     point that no SMS goes to
public record PhoneReading(
        @Nullable PhoneNumber number, @Nullable PhoneProblem problem, boolean takesSms) {

    static final PhoneReading EMPTY = new PhoneReading(null, null, false);

    static PhoneReading wrong(PhoneProblem problem) {
        return new PhoneReading(null, problem, false);
    }

    public boolean isEmpty() {
        return number == null && problem == null;
    }
}
