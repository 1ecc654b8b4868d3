/// The engine: frozen audience in, delivery history out.
@NullMarked
@ApplicationModule(
        allowedDependencies = {"kernel", "access", "web", "database", "consent", "template", "quota", "gateway"})
package utskick.dispatch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
