package utskick.customer;

/// By what a row of a file finds the customer it is about.
public enum MatchBy {
    /// The customer number; every row needs one.
    NUMBER,
    /// The id that another system gave the customer.
    EXTERNAL_ID,
    /// The row's first valid e-mail address.
    EMAIL,
    /// The row's first valid phone number, mobiles before others.
    PHONE
}
