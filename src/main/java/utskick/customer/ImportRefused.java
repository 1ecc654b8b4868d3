package utskick.customer;

import java.util.List;

/// A file that cannot be imported at all, with the reason for whoever chose it. Nothing of it is in the register.
public final class ImportRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<Object> details;

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

    ImportRefused(Reason reason, Object... details) {
        super(reason.name());
        this.reason = reason;
        this.details = List.of(details);
    }

    public Reason reason() {
        return reason;
    }

    /// What the message's text names, in its order.
    public List<Object> details() {
        return details;
    }
}
