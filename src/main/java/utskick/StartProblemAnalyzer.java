package utskick;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import utskick.kernel.StartProblem;

/// Shows a [StartProblem] as its text, not as a stack trace.
final class StartProblemAnalyzer extends AbstractFailureAnalyzer<StartProblem> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, StartProblem problem) {
        return new FailureAnalysis(String.valueOf(problem.getMessage()), null, problem);
    }
}
