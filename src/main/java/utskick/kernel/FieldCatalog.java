package utskick.kernel;

import java.util.List;

/// Which fields of the register a text may name, in the order they are offered. The register's module knows them.
public interface FieldCatalog {

    List<MergeField> fields();
}
