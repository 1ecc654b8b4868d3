package utskick.customer;

import java.nio.file.Path;
import org.springframework.context.ApplicationContext;

/// A profile as somebody has saved it after the first file of its kind.
public final class ExampleProfile {

    private ExampleProfile() {}

    /// Remembers how this file is found to be.
    public static void save(ApplicationContext program, String name, Path file) {
        var imports = program.getBean(Imports.class);
        var plan = ImportPlan.of(imports.look(file), ImportSettings.of("SE"));
        var settings = ImportSettings.of("SE").with(MatchBy.NUMBER, ConsentGround.CONSENT);
        program.getBean(ImportProfiles.class).save(name, plan.with(settings), "karin");
    }
}
