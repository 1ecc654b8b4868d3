package utskick.segment;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.web.Bar;

/// What the builder's page shows, in words ready to print.
///
/// @param errors by a row's path, or `name`
/// @param left what each row leaves, by its path
/// @param focus the path of the row that was just added, `add` and a group's path for the button that adds, or empty
/// @param why what was typed to have one customer explained
/// @param result null where rows came or went a moment ago: the page asks for it by itself
public record BuilderView(
        SelectionForm form,
        Choices choices,
        Map<String, String> errors,
        Map<String, String> left,
        String focus,
        String why,
        @Nullable Result result,
        @Nullable Explained explained,
        @Nullable Who who) {

    /// What the selection comes to.
    ///
    /// @param failed why it could not be counted, or null
    public record Result(
            String count,
            String ofAll,
            String sentence,
            List<Step> funnel,
            String sms,
            String email,
            @Nullable String failed) {}

    /// One step of the funnel.
    public record Step(String label, String figure, Bar bar) {}

    /// Why a customer is in or out.
    public record Explained(@Nullable String name, long customerId, boolean in, String verdict, List<Answer> lines) {}

    /// What one row says of that customer.
    ///
    /// @param yes whether it speaks for being in
    public record Answer(boolean yes, String text) {}

    /// A page of the customers.
    ///
    /// @param next where the next page begins, 0 where there is none
    public record Who(List<Selected> customers, String search, long next, String total) {}
}
