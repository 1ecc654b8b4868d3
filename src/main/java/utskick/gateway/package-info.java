/// Speaks the providers' protocols.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database"})
package utskick.gateway;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
