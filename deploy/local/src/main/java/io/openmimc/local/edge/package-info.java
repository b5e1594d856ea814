/** The one public HTTP port: hands each path on to the service that owns it, as an Ingress does in Kubernetes. */
@NullMarked
package io.openmimc.local.edge;

import org.jspecify.annotations.NullMarked;
