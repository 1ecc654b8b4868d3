@NullMarked
package utskick.segment;

import org.jspecify.annotations.NullMarked;
