/**
 * Reading and writing the suite's Kafka topics: topics created at start, consumers that lose nothing and stay bounded,
 * producers that acknowledge only what is durable, dead letters.
 */
@NullMarked
package io.openmimc.kit.kafka;

import org.jspecify.annotations.NullMarked;
