import type { CrmAdapter } from "@coccinelle/core";
import type { FieldRule } from "@coccinelle/integrations";

/** What the tests know of a person's record, under names that are the same in every CRM. */
export type PersonField =
  | "key"
  | "firstName"
  | "lastName"
  | "email"
  | "phone"
  | "mobile"
  | "city"
  | "title"
  | "segment"
  | "tags"
  | "totalOrders"
  | "totalRevenue"
  | "optedOut"
  | "leadSource"
  | "owner"
  /** The CRM's own mark of a person who wants no messages. */
  | "crmOptOut";

/** Values as text; null or absent is blank. */
export type PersonValues = Partial<Record<PersonField, string | null>>;
export type Person = { id: string } & Record<PersonField, string | null>;

export interface Activity {
  id: string;
  /** The record that it belongs to. */
  contactId: string | undefined;
  text: string;
}

export type CallKind = "any" | "look" | "update" | "create" | "activity" | "note";
export type FaultKind = "fail-before" | "fail-after" | "time-out" | "drop-answer";

export interface WorldOptions {
  isSetUp?: boolean;
  /** Another account than that of other worlds. */
  account?: "first" | "second";
  /** The account that the integration is bound to. */
  boundTo?: CrmWorld;
  /** A request with one bad record is refused as a whole. */
  refusesWholeRequests?: boolean;
  /** Every write of a record with this city is refused as a whole, for the city. */
  refusedCity?: string;
  /** A search finds what was written only later, where the CRM's may. */
  isSearchLate?: boolean;
  /** An administrator has made the city mandatory. */
  demandsCity?: boolean;
  /** The user may not change the CRM's schema. */
  mayNotChangeSchema?: boolean;
  /** What tells an activity: `key` is a unique field, `none` no field at all. Others are particular to one CRM. */
  mark?: string;
  fields?: Partial<Record<PersonField, { to?: PersonField | "missing"; rule?: FieldRule }>>;
}

/** An account of a CRM with an adapter to it, under a clock of its own. */
export interface CrmWorld {
  accountId: string;
  adapter: CrmAdapter;
  /** Another adapter of the account, as after a restart. */
  reconnect(known?: { ownerId?: string; activityKeys?: boolean }): CrmAdapter;
  now(): Date;
  advance(ms: number): void;
  /** How many calls the CRM has had; with a kind, how many of these. */
  countCalls(kind?: CallKind): number;
  /** How many requests were refused for `refusedCity`; they do not count as calls. */
  countRefused(): number;
  /** Users of the CRM who may own records. */
  ownerIds: [string, string];

  /** Records that are not deleted. */
  people(): Person[];
  getPerson(id: string | undefined): Person;
  addPerson(values: PersonValues): string;
  editPerson(id: string, values: PersonValues): void;
  deletePerson(id: string): void;
  /** @returns the id of the record that is left */
  mergePeople(winnerId: string, loserId: string): string;

  /** Activities that are not deleted. */
  activities(): Activity[];
  /** Gives an activity another text, without any mark of ours. */
  editActivity(id: string, text: string): void;
  deleteActivity(id: string): void;

  /** Calls of the kind meet the fault. */
  fail(kind: CallKind, fault: FaultKind, times?: number): void;
  /** Requests of the kind are refused as a whole, whatever is in them. */
  refuse(kind: CallKind, times?: number): void;
  /** Calls of the kind meet a limit. */
  limit(kind: CallKind, times?: number): void;
  /** The call of this number, counted from now, meets the fault; for each of the numbers. */
  failAt(faults: Readonly<Record<string, FaultKind | "limit">>): void;
  clearFaults(): void;

  /** An administrator takes a field away; returns a function that gives it back. */
  withdrawField(field: PersonField): () => void;
  /** The address of a person's page in the CRM. */
  urlOf(id: string): string;
  /** The convenience class for single customers, under its own name. */
  connectCustomers(): { createCustomer(customer: { id: string }): Promise<{ id: string; url: string }> };
}

/** Refuses requests whose bodies have a text, and counts them. */
export function createRefuser(text: string | undefined, refuse: () => Response) {
  let count = 0;
  return {
    countRefused: () => count,
    async intercept(request: Request): Promise<Response | null> {
      const isRefused = text !== undefined && (await request.clone().text()).includes(text);
      if (!isRefused) return null;
      count += 1;
      return refuse();
    },
  };
}

/** A CRM, and what the tests have to know of it beforehand. */
export interface Crm {
  name: string;
  /** The ways in which an activity can carry our id. */
  marks: readonly string[];
  /** What the field is called in messages. */
  nameOf(field: PersonField): string;
  /** Calls of a page of customers without mappings. */
  callsOfNewPage: number;
  /** Calls of the first page of an adapter besides: schemas, and who owns new records. */
  callsBefore: number;
  /** How many changed records one call lists. */
  changePageSize: number;
  create(options?: WorldOptions): Promise<CrmWorld>;
}
