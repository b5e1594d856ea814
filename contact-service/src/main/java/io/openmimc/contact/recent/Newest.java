package io.openmimc.contact.recent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The newest of the contacts that are added, as many as may be in one answer. Threads may share it. */
final class Newest {
    private final PriorityQueue<Contact> contacts = new PriorityQueue<>(); // the oldest first
    private final int maxContacts;
    private final long maxBytes;
    private long bytes;
    private boolean cut;

    /** @param maxBytes of the payloads together */
    Newest(int maxContacts, long maxBytes) {
        this.maxContacts = maxContacts;
        this.maxBytes = maxBytes;
    }

    synchronized void add(Contact contact) {
        contacts.add(contact);
        bytes += contact.payload().length;
        while (contacts.size() > 1 && (contacts.size() > maxContacts || bytes > maxBytes)) {
            bytes -= contacts.remove().payload().length;
            cut = true;
        }
    }

    /** Says that not all were even looked at. */
    synchronized void leaveOutTheRest() {
        cut = true;
    }

    /** Whether any was left out. */
    synchronized boolean cut() {
        return cut;
    }

    /** The newest first. */
    synchronized List<Contact> list() {
        List<Contact> all = new ArrayList<>(contacts);
        all.sort(Comparator.reverseOrder());
        return all;
    }
}
