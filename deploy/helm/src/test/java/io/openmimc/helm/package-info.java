/** The chart is rendered with real Helm, and what comes out is looked at as closely as can be without a cluster. */
package io.openmimc.helm;
