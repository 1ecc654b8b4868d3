@NullMarked
package utskick.quota;

import org.jspecify.annotations.NullMarked;
