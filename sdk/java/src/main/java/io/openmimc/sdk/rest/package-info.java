/** The public REST API for servers and tests: tokens, pushes, history. Start at {@link io.openmimc.sdk.rest.MimcRest}. */
@NullMarked
package io.openmimc.sdk.rest;

import org.jspecify.annotations.NullMarked;
