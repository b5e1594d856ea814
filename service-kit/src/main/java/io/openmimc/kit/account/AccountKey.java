package io.openmimc.kit.account;

/** An account with the tenant it belongs to. */
record AccountKey(long appId, String account) {}
