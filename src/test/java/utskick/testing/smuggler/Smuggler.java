package utskick.testing.smuggler;

import org.springframework.modulith.Modulithic;

/// A program of two modules with an arrow that its drawing forbids: proof that the check of the real one can fail.
@Modulithic
public final class Smuggler {

    private Smuggler() {}
}
