package utskick.access;

/// What security tells the pages, as attributes of the request.
public final class Problems {

    /// Set on the forwarded request when a login failed: `wrong`, or an [java.time.Instant] until when to wait.
    public static final String LOGIN = "utskick.login.problem";

    /// Where a failed login is forwarded to.
    public static final String LOGIN_PAGE = "/login/failed";

    /// Set when a form was refused because its page was open for too long.
    public static final String PAGE_TOO_OLD = "utskick.page.too.old";

    private Problems() {}
}
