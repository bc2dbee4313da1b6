@NullMarked
package io.trailseal.api.auth;

import org.jspecify.annotations.NullMarked;
