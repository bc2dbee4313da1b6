package io.trailseal.api.web;

/// What a page that asks for name and password shows.
///
/// @param name what was typed before, printable
/// @param next where to go on to, or the word of the setup link
/// @param provider what people call the identity provider; empty where none is set
/// @param providerHref where signing in there begins
/// @param trouble why it did not work; empty at first
public record SignInView(
    String name, String next, String provider, String providerHref, String trouble) {}
