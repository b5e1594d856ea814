/** Neighbours of a service for its tests, over real sockets. */
package io.openmimc.kit.standin;
