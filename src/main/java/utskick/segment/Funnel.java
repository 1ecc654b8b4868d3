package utskick.segment;

import java.util.List;

/// How a group of criteria narrows the register down, row by row.
///
/// @param register all customers
/// @param rows what is left after each row; under *any*, how many each row gives by itself
/// @param except how many each row of the exceptions takes from what is left
/// @param selected what is left in the end
/// @param sms how many of these may get marketing by SMS
/// @param email how many of these may get marketing by e-mail
public record Funnel(long register, List<Long> rows, List<Long> except, long selected, long sms, long email) {}
