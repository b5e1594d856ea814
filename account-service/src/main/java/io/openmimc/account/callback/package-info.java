/** Where an app wants its callbacks, and what they are signed with; callback-service sends them. */
@NullMarked
package io.openmimc.account.callback;

import org.jspecify.annotations.NullMarked;
