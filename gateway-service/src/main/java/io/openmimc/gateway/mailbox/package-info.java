/**
 * What waits for one session: live messages, pages of its inbox, and the one COMPOUND that its device has not
 * acknowledged yet. The state machine knows neither sockets nor threads.
 */
@NullMarked
package io.openmimc.gateway.mailbox;

import org.jspecify.annotations.NullMarked;
