/** The values that every module must agree on: error codes, the answer envelope, sequences, names of Kafka topics. */
@NullMarked
package io.openmimc.proto;

import org.jspecify.annotations.NullMarked;
