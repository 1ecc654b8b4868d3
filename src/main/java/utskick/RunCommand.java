package utskick;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import utskick.gateway.simulator.SimulatorCommand;

/// `./utskick`: the product on the register in its data folder.
@Command(
        name = "./utskick",
        mixinStandardHelpOptions = true,
        version = "Utskick",
        description = "SMS and e-mail to a customer register.",
        subcommands = {
            ImportCommand.class,
            DemoCommand.class,
            DoctorCommand.class,
            TrainCommand.class,
            SimulatorCommand.class
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private final StartOptions options = new StartOptions();

    @Override
    public Integer call() {
        Path folder = options.data(StartOptions.home().resolve("data"));
        new DataFolder(folder).useForRegister();
        OutsideDatabase.ofSettings().ifPresent(OutsideDatabase::useForRegister);
        return Product.start(options, folder).isPresent() ? 0 : 1;
    }
}
