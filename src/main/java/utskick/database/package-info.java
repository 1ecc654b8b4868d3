/// Starts the embedded PostgreSQL or connects to yours.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel"})
package utskick.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
