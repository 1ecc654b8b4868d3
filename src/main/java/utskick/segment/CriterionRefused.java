package utskick.segment;

/// A criterion that makes no sense as it was filled in. The message is for people, by its key.
public final class CriterionRefused extends IllegalArgumentException {

    private final String messageKey;

    public CriterionRefused(String messageKey) {
        super(messageKey);
        this.messageKey = messageKey;
    }

    /// The key of the text that says what to do.
    public String messageKey() {
        return messageKey;
    }
}
