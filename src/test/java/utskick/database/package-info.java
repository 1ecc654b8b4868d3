@NullMarked
package utskick.database;

import org.jspecify.annotations.NullMarked;
