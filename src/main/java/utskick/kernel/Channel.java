package utskick.kernel;

/// How a message travels.
public enum Channel {
    SMS,
    EMAIL
}
