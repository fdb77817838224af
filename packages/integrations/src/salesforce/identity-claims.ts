/**
 * E-mail addresses and phone numbers for which records are being made. Pages that are pushed at the same time
 * may all have looked before any of them made its records, and Salesforce takes two with the same: the first
 * customer has it, until no page is under way any more, and every record can be found.
 */
export interface IdentityClaims {
  /** A page is about to look. */
  begin(): void;
  /** @returns whose it is: this customer's, or that of another one who was first */
  claim(identity: string, prospectId: string): string;
  /** The page has made its records, or failed. */
  end(): void;
}

export function createIdentityClaims(): IdentityClaims {
  const holders = new Map<string, string>();
  let underWay = 0;
  return {
    begin() {
      underWay += 1;
    },
    claim(identity, prospectId) {
      const holder = holders.get(identity) ?? prospectId;
      holders.set(identity, holder);
      return holder;
    },
    end() {
      underWay -= 1;
      if (underWay === 0) holders.clear();
    },
  };
}
