package utskick.segment;

/// How a selection is kept, beside what it says.
///
/// @param folder where it lies, empty for none; a folder is there as long as something lies in it
/// @param owner the login of whoever looks after it
public record Keeping(String name, String description, String folder, String owner) {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_TEXT = 400;

    /// As it is stored: without the space around it.
    ///
    /// @throws CriterionRefused when the name is missing, or something is too long
    Keeping checked() {
        if (name.isBlank() || name.strip().length() > LONGEST_NAME) {
            throw new CriterionRefused("segment.refused.name");
        }
        if (description.strip().length() > LONGEST_TEXT || folder.strip().length() > LONGEST_NAME) {
            throw new CriterionRefused("segment.refused.long");
        }
        return new Keeping(name.strip(), description.strip(), folder.strip(), owner.strip());
    }
}
