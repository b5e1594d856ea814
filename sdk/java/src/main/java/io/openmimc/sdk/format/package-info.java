/**
 * The message formats that MIMC recommends to apps: text, files, recall, read, ping and pong, friends. Optional: the server
 * carries any bytes and never looks into them. docs/message-formats.md has the formats and a JSON schema for each. Start at
 * {@link io.openmimc.sdk.format.Content}.
 */
@NullMarked
package io.openmimc.sdk.format;

import org.jspecify.annotations.NullMarked;
