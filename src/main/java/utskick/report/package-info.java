/// Figures and timelines; reads views only.
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "access",
            "web",
            "database",
            "campaign",
            "dispatch",
            "consent",
            "customer",
            "quota",
            "gateway"
        })
package utskick.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
