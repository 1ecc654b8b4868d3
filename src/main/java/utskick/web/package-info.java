/// Layout, navigation, language, error pages.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "database"})
package utskick.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
