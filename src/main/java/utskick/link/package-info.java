/// Links whose clicks are counted: stored targets behind short tokens, without person unless the customer has said yes.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database", "consent"})
package utskick.link;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
