/// What the five manuals describe, done in a real browser by somebody who reads the manual's language.
@NullMarked
package utskick.journey;

import org.jspecify.annotations.NullMarked;
