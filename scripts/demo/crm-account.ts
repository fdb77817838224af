/** A customer's record in a CRM. */
export interface CrmRecord {
  id: string;
  /** The id of our customer on the record. Null where the record has none. */
  customerId: string | null;
}

/** The record of an activity in a CRM. */
export interface CrmActivity {
  id: string;
  kind: string;
  /** The ids of the customers' records that the activity belongs to. */
  recordIds: string[];
}

/** A tenant's account in a CRM, with the records that its people made there before the sync. */
export interface CrmAccount {
  name: string;
  /** The body of the request that connects the tenant to the account. */
  integration: object;
  /** The id of the record that a customer had before. Null where there was none. */
  knownBeforeId: string | null;
  /** The customers that the CRM does not take, by name, each with the status that its mapping has to get. */
  undecided: Readonly<Record<string, string>>;
  listRecords(): CrmRecord[];
  listActivities(): CrmActivity[];
}
