/** Recent contacts: with whom an account has spoken last, and in which groups. */
@NullMarked
package io.openmimc.contact;

import org.jspecify.annotations.NullMarked;
