package utskick.database;

/// A database role and its password.
public record Login(String user, String password) {

    /// Without the password.
    @Override
    public String toString() {
        return user;
    }
}
