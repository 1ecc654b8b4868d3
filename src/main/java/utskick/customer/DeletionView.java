package utskick.customer;

/// How the deletion of many customers stands.
///
/// @param done how many of `total` have had their turn
/// @param erased how many are gone, once it is over
/// @param busy how many are left because a message is on its way to them
/// @param state `running`, `done`, `stopped`, or `failed`
public record DeletionView(String token, long total, long done, long erased, long busy, String state) {

    public boolean isRunning() {
        return state.equals("running");
    }

    public int percent() {
        return total == 0 ? 100 : (int) (100 * done / total);
    }
}
