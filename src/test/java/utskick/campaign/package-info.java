@NullMarked
package utskick.campaign;

import org.jspecify.annotations.NullMarked;
