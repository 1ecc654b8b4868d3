@NullMarked
package utskick.consent;

import org.jspecify.annotations.NullMarked;
