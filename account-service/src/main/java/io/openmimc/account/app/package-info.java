/** Apps, the tenants: their settings, keys and secrets, and the API that administers them. */
@NullMarked
package io.openmimc.account.app;

import org.jspecify.annotations.NullMarked;
