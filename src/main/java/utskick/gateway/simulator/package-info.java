/// An SMS centre and a mail server in the same program: real protocols, invented phones, loopback only.
@NullMarked
package utskick.gateway.simulator;

import org.jspecify.annotations.NullMarked;
