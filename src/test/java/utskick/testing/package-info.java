/// What tests share: a database of their own, a clock that they set.
@NullMarked
package utskick.testing;

import org.jspecify.annotations.NullMarked;
