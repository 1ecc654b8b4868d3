package utskick.gateway.simulator;

/// An e-mail as the mailbox lists it.
public record MailLine(AcceptedMail mail, String subject) {}
