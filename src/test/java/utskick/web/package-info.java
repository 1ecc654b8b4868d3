@NullMarked
package utskick.web;

import org.jspecify.annotations.NullMarked;
