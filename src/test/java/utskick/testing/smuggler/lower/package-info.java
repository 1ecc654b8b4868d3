/// May use nothing, and uses the upper module all the same.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package utskick.testing.smuggler.lower;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
