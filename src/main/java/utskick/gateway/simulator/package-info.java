/// An SMS centre and a mail server in the same program: real protocols, invented phones, loopback only.
@NullMarked
@NamedInterface("simulator") // for the command that starts it alone; no module is allowed to use it
package utskick.gateway.simulator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
