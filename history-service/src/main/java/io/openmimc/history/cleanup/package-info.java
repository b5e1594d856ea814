/** What happens to the inboxes of accounts that are gone. */
@NullMarked
package io.openmimc.history.cleanup;

import org.jspecify.annotations.NullMarked;
