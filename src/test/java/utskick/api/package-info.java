@NullMarked
package utskick.api;

import org.jspecify.annotations.NullMarked;
