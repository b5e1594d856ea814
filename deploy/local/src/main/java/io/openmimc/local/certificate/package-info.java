/** Certificates that a local stack makes for itself. */
@NullMarked
package io.openmimc.local.certificate;

import org.jspecify.annotations.NullMarked;
