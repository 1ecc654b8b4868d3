package utskick.kernel;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// What a module keeps about persons. The register asks all of them when somebody is erased, when two customers become
/// one, and when a person wants to see everything; it must not know who they are.
public interface PersonalData {

    /// Those of these customers who cannot be erased at this moment, such as those a message is on its way to.
    default Set<Long> busy(Collection<Long> customers) {
        return Set.of();
    }

    /// Takes away all that says anything of these customers; what accounts need stays without them. Called inside
    /// the register's transaction, while their names and addresses are still there. Set-based: there may be
    /// thousands.
    void erase(Collection<Long> customers, Instant now);

    /// Takes away all that is kept of these addresses, whoever's they were taken for: they were those customers'
    /// and are nobody else's. Called beside [#erase].
    default void eraseAddresses(Collection<Address> addresses, Instant now) {}

    /// How much of what the shop need not keep is older than this.
    default long forgettable(Instant before) {
        return 0;
    }

    /// Lets go of it, a portion at a time, each in a transaction of its own.
    ///
    /// @return how much it was
    default long forget(Instant before) {
        return 0;
    }

    /// What `gone` had becomes what `kept` has. Called inside the register's transaction, before `gone` goes.
    default void merge(CustomerId gone, CustomerId kept) {}

    /// How many things of `gone` will become `kept`'s, to be said before anybody presses the button; `""` for none
    /// worth a line.
    ///
    /// @return the key of a text with one count, and the count
    default List<Moved> moved(CustomerId gone) {
        return List.of();
    }

    /// Everything about one customer, for the person to read.
    default List<Section> tell(CustomerId customer) {
        return List.of();
    }

    /// A line of what a merge moves.
    ///
    /// @param text the key of a text with the count as `{0}`
    record Moved(String text, long count) {}

    /// A part of a person's file: a table with a name.
    ///
    /// @param name its name in the JSON; `customer.file.` + name is the heading's text
    /// @param columns their names in the JSON; `customer.file.column.` + name are the headings' texts
    record Section(String name, List<String> columns, List<List<String>> rows) {

        public Section {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }
}
