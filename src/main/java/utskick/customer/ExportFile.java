package utskick.customer;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// A file that an export is written to, row by row; nothing is kept in memory.
interface ExportFile extends Closeable {

    void row(List<ExportCell> cells) throws IOException;
}
