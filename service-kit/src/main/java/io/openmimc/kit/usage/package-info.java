/** What each app makes use of: told by gateways, summed for operators. */
@NullMarked
package io.openmimc.kit.usage;

import org.jspecify.annotations.NullMarked;
