/** Frames of both transports, their checksum and their ciphers: bytes and nothing else. docs/wire-protocol.md 2 to 4. */
@NullMarked
package io.openmimc.proto.frame;

import org.jspecify.annotations.NullMarked;
