@NullMarked
package utskick.access;

import org.jspecify.annotations.NullMarked;
