/// A forbidden arrow, for `ArchitectureTest`.
@NullMarked
package utskick.testing.smuggler;

import org.jspecify.annotations.NullMarked;
