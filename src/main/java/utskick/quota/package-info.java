/// What may still be sent this month, and money.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database"})
package utskick.quota;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
