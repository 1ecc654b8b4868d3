package utskick.gateway;

/// Why a message was not taken or did not arrive: what reports count and screens explain.
public enum FailureReason {
    /// The number or mailbox does not exist.
    UNKNOWN_ADDRESS,
    /// The sender is not allowed there.
    SENDER_REFUSED,
    /// The text or its form was refused.
    CONTENT_REFUSED,
    /// The provider asks for fewer messages.
    THROTTLED,
    /// The provider was not reached or is out of order.
    UNREACHABLE,
    /// Phone off or mailbox full for too long.
    EXPIRED,
    /// The receiving side refuses us.
    BLOCKED,
    /// No credit left, or the login was refused.
    ACCOUNT,
    /// The provider gave no usable reason.
    OTHER
}
