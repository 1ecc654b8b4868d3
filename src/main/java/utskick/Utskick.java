package utskick;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import picocli.CommandLine;
import utskick.kernel.StartProblem;

/// The program.
@SpringBootApplication(proxyBeanMethods = false)
public final class Utskick {

    /// Runs the command that the arguments name; without one, the product. `main` returns when the product is ready
    /// and the program ends when it is stopped; a command that failed ends it at once.
    public static void main(String[] args) {
        int exit = commands().execute(args);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    static CommandLine commands() {
        return new CommandLine(new RunCommand())
                .setExecutionExceptionHandler((problem, command, _) -> explain(problem, command));
    }

    private static int explain(Exception problem, CommandLine command) throws Exception {
        if (problem instanceof StartProblem) {
            command.getErr().println(problem.getMessage());
            return 1;
        }
        throw problem;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
