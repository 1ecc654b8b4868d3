package utskick.gateway;

/// An account with what its gateway says of itself.
///
/// @param locked whether its stored password cannot be read with this installation's key file
/// @param elsewhere whether other nodes have all the connections that its provider allows
public record AccountStatus(Account account, GatewayStatus status, boolean locked, boolean elsewhere) {}
