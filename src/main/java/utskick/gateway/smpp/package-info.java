/// Speaks SMPP 3.4 to SMS centres.
@NullMarked
package utskick.gateway.smpp;

import org.jspecify.annotations.NullMarked;
