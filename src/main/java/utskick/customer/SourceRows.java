package utskick.customer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The records of a register file, one after the other.
interface SourceRows extends AutoCloseable {

    /// The next record, null at the end.
    @Nullable
    SourceRow next() throws IOException;

    @Override
    void close() throws IOException;
}
