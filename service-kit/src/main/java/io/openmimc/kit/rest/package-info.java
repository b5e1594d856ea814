/** What every REST endpoint shares: the envelope, errors, paths, CORS, ids, and who is calling. */
@NullMarked
package io.openmimc.kit.rest;

import org.jspecify.annotations.NullMarked;
