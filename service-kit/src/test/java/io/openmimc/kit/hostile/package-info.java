/** HTTP as hostile and merely old clients speak it, as raw bytes: one suite for every REST service and the edge. */
@org.jspecify.annotations.NullMarked
package io.openmimc.kit.hostile;
