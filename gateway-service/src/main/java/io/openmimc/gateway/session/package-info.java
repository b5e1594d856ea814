/** Logins: who is on which connection, what a client may say, and what it is answered. docs/wire-protocol.md 5 to 8. */
@NullMarked
package io.openmimc.gateway.session;

import org.jspecify.annotations.NullMarked;
