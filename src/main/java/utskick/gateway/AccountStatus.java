package utskick.gateway;

/// An account with what its gateway says of itself.
public record AccountStatus(Account account, GatewayStatus status) {}
