import type { CrmSystem } from "@coccinelle/core";
import type { Metadata } from "@coccinelle/db";
import type { Fault } from "@coccinelle/sandbox";

/** A fault of one call. */
export type CallFault = Pick<Fault, "kind" | "status">;

/** A record that stands in the CRM, in our words. */
export interface StandInContact {
  id: string;
  /** Our unique property on it. */
  prospectId: string | null;
  emails: string[];
  segment: string | null;
  tags: string | null;
  /** As this system says. */
  isMarkedOptedOut: boolean;
}

/** A message or a note that stands in the CRM. */
export interface StandInActivity {
  id: string;
  contactIds: string[];
  /** As it is here, without what the CRM's form adds. */
  text: string;
}

/** A CRM's stand-in, and what people do in it, whichever CRM it is. */
export interface StandIn {
  system: CrmSystem;
  /** Variables of the Worker that lead to it. */
  variables: Partial<Env>;
  /** Credentials as a person gives them: a key, or what a consent brings each time. */
  giveCredentials(): object;
  /** Whether a token that is renewed ends the one before: then an answer that is lost takes a person. */
  rotatesTokens: boolean;
  settings: Metadata;
  /** Smaller than in reality, so that a few customers are several pages, and some of them a job. */
  sizes: { page: number; job: { min: number; max: number } };
  /** Whether an administrator has made the phone number mandatory. */
  requiresPhone: boolean;
  /** Whether activities can carry our id: else one may be left in doubt. */
  hasActivityKeys: boolean;
  fetch(request: Request): Promise<Response>;
  faults: { push(...faults: Fault[]): void; clear(): void };
  /** How many calls were to change something. */
  countWrites(): number;
  /** How many calls its limits refused. */
  countLimited(): number;
  /** How often a token was renewed. */
  countRenewals(): number;
  listContacts(): StandInContact[];
  listActivities(): StandInActivity[];
  addContact(email: string): string;
  renameContact(id: string): void;
  /** A stage that no segment leads to. */
  advanceContact(id: string): void;
  optOutContact(id: string): void;
  removeContact(id: string): void;
  /** @returns the id of the record that both are from then on */
  mergeContacts(primaryId: string, secondaryId: string): string;
  removeActivity(id: string): void;
}

export interface StandInDeps {
  clock: () => Date;
  random: () => number;
}

/** Makes one, with what may differ between accounts as chance has it. */
export type CreateStandIn = (deps: StandInDeps) => StandIn;

/** Has calls meet faults, by chance, until they are cleared. */
export function setFaults(
  { faults }: StandIn,
  choose: () => CallFault | null,
  kinds: readonly CallFault[],
): void {
  let chosen: CallFault | null = null;
  const times = Number.POSITIVE_INFINITY;
  faults.push(
    {
      // Befalls nobody: asked first, it chooses for those after it.
      match: () => {
        chosen = choose();
        return false;
      },
      kind: "fail-before",
      times,
    },
    ...kinds.map((fault) => ({ ...fault, match: () => chosen === fault, times })),
  );
}
