package utskick.api;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/// Answers of the API that say no (RFC 9457). What is not foreseen here becomes an error with an id, as on the pages.
@RestControllerAdvice("utskick.api")
final class Refusals {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        var problem = ProblemDetail.forStatusAndDetail(refusal.status(), refusal.detail());
        problem.setTitle(refusal.status().getReasonPhrase());
        problem.setProperty("code", refusal.code());
        refusal.more().forEach(problem::setProperty);
        return ResponseEntity.status(refusal.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> mistyped(MethodArgumentTypeMismatchException problem) {
        return refused(new Refusal(
                HttpStatus.BAD_REQUEST, "bad_parameter", "The parameter " + problem.getName() + " cannot be read."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> slow(QueryTimeoutException problem) {
        return refused(new Refusal(
                HttpStatus.SERVICE_UNAVAILABLE, "too_slow", "Counting took too long. Make the selection simpler."));
    }
}
