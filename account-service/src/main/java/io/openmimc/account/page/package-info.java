/** Pages for browsers: files of the build and what they may do. */
@NullMarked
package io.openmimc.account.page;

import org.jspecify.annotations.NullMarked;
