/// Content with merge fields, its rendering, and the counting of SMS parts.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database"})
package utskick.template;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
