/** What is known of the apps, kept up to date by events. */
@NullMarked
package io.openmimc.kit.app;

import org.jspecify.annotations.NullMarked;
