/// May we write to this address for this purpose? The ledger, the suppression list, STOP.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database", "customer", "gateway"})
package utskick.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
