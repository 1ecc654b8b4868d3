/// The few value types that every module speaks.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package utskick.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
