package utskick.segment;

import java.util.List;

/// Where a selection is used; implemented by the modules that use selections. A used selection cannot be deleted.
public interface SegmentUse {

    /// The names of what uses it, as people know them.
    List<String> usesOf(long segment);
}
