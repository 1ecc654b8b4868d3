@NullMarked
package utskick.link;

import org.jspecify.annotations.NullMarked;
