package utskick.access;

/// What may be done.
public enum Permission {
    /// See the register, the mailings and their figures.
    VIEW,
    /// Change the register, compose, and send.
    SEND,
    /// Users, provider accounts, quotas, the audit log.
    ADMINISTER
}
