@NullMarked
package utskick.template;

import org.jspecify.annotations.NullMarked;
