/** A long first load makes this many records; each takes about 100 bytes. */
const MAX_KNOWN = 20_000;

/** The values of a contact that the sync reads back. */
export interface RemoteState {
  prospectId: string | null;
  ownerId: string | null;
  lifecycle: string | null;
  optedOut: boolean;
}

/**
 * The state of each contact when it was last reported or made. A contact that the CRM lists as changed, and that
 * still has this state, was changed by our own write alone. The author of the last write tells nothing: our write
 * may have come right after a person's.
 */
export interface KnownContacts {
  remember(id: string, state: RemoteState): void;
  /** The contact is gone. If a person restores it, the caller has to learn of that. */
  forget(id: string): void;
  isKnown(id: string, state: RemoteState): boolean;
}

export function createKnownContacts(): KnownContacts {
  const known = new Map<string, string>();
  return {
    remember(id, state) {
      known.delete(id);
      known.set(id, JSON.stringify(state));
      const [oldest] = known.keys();
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    },
    forget(id) {
      known.delete(id);
    },
    isKnown: (id, state) => known.get(id) === JSON.stringify(state),
  };
}
