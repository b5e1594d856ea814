/**
 * The public REST API for servers, apps and tests: tokens, pushes, groups, history. Start at
 * {@link io.openmimc.sdk.rest.MimcRest}.
 */
@NullMarked
package io.openmimc.sdk.rest;

import org.jspecify.annotations.NullMarked;
