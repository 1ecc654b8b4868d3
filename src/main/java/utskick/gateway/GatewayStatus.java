package utskick.gateway;

/// The state of a provider account as people see it (C13). `detail` is the provider's own last word, may be empty.
public record GatewayStatus(boolean connected, String detail) {}
