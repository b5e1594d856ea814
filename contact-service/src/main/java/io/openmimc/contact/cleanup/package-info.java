/** What happens to the contacts of deleted accounts. */
@NullMarked
package io.openmimc.contact.cleanup;

import org.jspecify.annotations.NullMarked;
