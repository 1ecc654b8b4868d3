package utskick;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./utskick demo`: the product with an invented register, an SMS centre and a mail server of its own. Nothing leaves
/// the machine.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Utskick with invented customers; nothing is sent.")
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private final StartOptions options = new StartOptions();

    @Option(names = "--fresh", description = "Forget what was done in the demo and start over.")
    private boolean fresh;

    @Override
    public Integer call() {
        Path folder = options.data(StartOptions.home().resolve("data").resolve("demo"));
        var outside = OutsideDatabase.ofSettings();
        if (fresh && outside.isPresent()) {
            throw outside.get().notEmptied();
        }
        new DataFolder(folder).useForDemo(fresh);
        outside.ifPresent(OutsideDatabase::useForDemo);
        return Product.start(options, folder, "--utskick.demo=true").isPresent() ? 0 : 1;
    }
}
