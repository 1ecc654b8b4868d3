/// Users, roles, sessions, secrets and the audit trail.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "database"})
package utskick.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
