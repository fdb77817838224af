/** As many as a long first load leaves behind, at some hundred bytes each. */
const MAX_KNOWN = 20_000;

/** What is read back of a contact. */
export interface RemoteState {
  prospectId: string | null;
  ownerId: string | null;
  lifecycle: string | null;
  optedOut: boolean;
}

/**
 * What the contacts were like when they were last reported, or made here. One that is found changed and still
 * is like that was changed by nobody but us, in nothing that is read back. It is told by what stands there,
 * not by whose write was the last: ours may have come right after a person's.
 */
export interface KnownContacts {
  remember(id: string, state: RemoteState): void;
  /** It is gone: should it come back, that is news. */
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
