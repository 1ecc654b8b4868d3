package utskick.segment;

import java.util.List;

/// Where a selection is used; implemented by the modules that use selections. A used selection cannot be deleted.
public interface SegmentUse {

    /// One thing that uses a selection.
    ///
    /// @param name as people know it
    /// @param href its page
    record User(String name, String href) {}

    /// What uses it.
    List<User> usesOf(long segment);
}
