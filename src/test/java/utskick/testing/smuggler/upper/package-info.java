/// May use the lower module.
@NullMarked
@ApplicationModule(allowedDependencies = "lower")
package utskick.testing.smuggler.upper;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
