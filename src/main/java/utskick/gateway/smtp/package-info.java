/// Speaks SMTP to a mail server.
@NullMarked
package utskick.gateway.smtp;

import org.jspecify.annotations.NullMarked;
