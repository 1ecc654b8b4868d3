package utskick.link;

/// How often a link of a mailing was opened.
///
/// @param url where it leads
/// @param clicks all of them, several of one person too
/// @param persons how many customers who have said yes to being counted by name were among them
public record LinkClicks(String url, long clicks, long persons) {}
