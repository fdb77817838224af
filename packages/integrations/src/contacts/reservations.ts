/**
 * What may be one customer's alone: e-mail addresses and phone numbers for which records are being made, and
 * records without an id that are being taken for somebody's. Pages that are pushed at the same time may all
 * have looked before any of them wrote: the first customer has it, until no page is under way any more, and
 * what was written can be found.
 */
export interface Reservations {
  /** A page is about to look. */
  begin(): void;
  /** @returns whose it is: this customer's, or that of another one who was first */
  reserve(name: string, prospectId: string): string;
  /** The page has written its records, or failed. */
  end(): void;
}

export function createReservations(): Reservations {
  const holders = new Map<string, string>();
  let underWay = 0;
  return {
    begin() {
      underWay += 1;
    },
    reserve(name, prospectId) {
      const holder = holders.get(name) ?? prospectId;
      holders.set(name, holder);
      return holder;
    },
    end() {
      underWay -= 1;
      if (underWay === 0) holders.clear();
    },
  };
}
