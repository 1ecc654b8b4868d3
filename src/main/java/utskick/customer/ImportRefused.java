package utskick.customer;

/// A file that cannot be imported at all, with the reason for whoever chose it. Nothing of it is in the register.
public final class ImportRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why. The message's key is `customer.import.refused.` and the name in lower case.
    public enum Reason {
        EMPTY_FILE,
        NO_ROWS,
        NOT_A_REGISTER,
        CONTENT_IS_NOT_WHAT_THE_NAME_SAYS,
        FILE_IS_DAMAGED,
        FILE_IS_PROTECTED,
        FILE_EXPANDS_TOO_MUCH,
        ARCHIVE_OF_SEVERAL_FILES,
        DOCUMENT_TYPE_IN_WORKBOOK,
        TOO_MANY_COLUMNS,
        NO_CUSTOMER_NUMBER_COLUMN,
        NOT_AS_THE_PROFILE,
        REGISTER_IS_BUSY
    }

    ImportRefused(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    ImportRefused(Reason reason, Throwable cause) {
        super(reason.name(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
