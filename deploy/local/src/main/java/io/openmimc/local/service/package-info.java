/** The services and the edge as processes, and the settings that they and the stores are started with. */
@NullMarked
package io.openmimc.local.service;

import org.jspecify.annotations.NullMarked;
