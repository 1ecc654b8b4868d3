@NullMarked
package utskick.report;

import org.jspecify.annotations.NullMarked;
