/** A record of a customer's at a CRM. */
export interface CrmRecord {
  id: string;
  /** Our id on it; null where it carries none. */
  customerId: string | null;
}

/** What an activity has become at a CRM. */
export interface CrmActivity {
  id: string;
  kind: string;
  /** The customers' records that it is of. */
  recordIds: string[];
}

/** A tenant's account at a CRM, with what its people had there before. */
export interface CrmAccount {
  name: string;
  /** The body that connects the tenant to it. */
  integration: object;
  /** The record of a customer that it had before; null where it had none. */
  knownBeforeId: string | null;
  /** The customers that do not get through, and how their mappings have to stand; by name. */
  undecided: Readonly<Record<string, string>>;
  listRecords(): CrmRecord[];
  listActivities(): CrmActivity[];
}
