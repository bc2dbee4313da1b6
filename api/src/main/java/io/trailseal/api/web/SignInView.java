package io.trailseal.api.web;

/// What a page that asks for name and password shows.
///
/// @param name what was typed before, printable
/// @param next where to go on to, or the word of the setup link
/// @param trouble why it did not work; empty at first
public record SignInView(String name, String next, String trouble) {}
