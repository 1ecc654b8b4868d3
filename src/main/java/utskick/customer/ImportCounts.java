package utskick.customer;

/// What an import comes to. Rows without text are in none of these.
///
/// @param added customers the register did not have
/// @param repeated rows of the file that an earlier row says already
public record ImportCounts(int added, int changed, int unchanged, int repeated, int rejected) {

    static final ImportCounts NONE = new ImportCounts(0, 0, 0, 0, 0);

    public int imported() {
        return added + changed + unchanged;
    }

    public int rows() {
        return imported() + repeated + rejected;
    }

    ImportCounts plus(ImportCounts other) {
        return new ImportCounts(
                added + other.added,
                changed + other.changed,
                unchanged + other.unchanged,
                repeated + other.repeated,
                rejected + other.rejected);
    }
}
