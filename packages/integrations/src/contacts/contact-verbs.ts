import type { ContactOutcome, ContactPush, CrmCustomer } from "@coccinelle/core";
import type { Properties } from "../fields/choose-properties.ts";
import type { FitCustomer, FittedField } from "../fields/field-plan.ts";
import type { FieldSwitch } from "../records/unknown-field-error.ts";
import type { Refused, WriteResult } from "../records/write-result.ts";
import type { ContactTarget } from "./choose-targets.ts";
import type { Candidates, Place } from "./contact-record.ts";
import type { KnownContacts, RemoteState } from "./known-contacts.ts";
import type { Reservations } from "./reservations.ts";

/** How customers stand in one kind of a CRM's records. */
export interface ContactPlan {
  /** Where a record bears the customer's id. */
  keyProperty: string;
  /** Whether that id may be written into a record that bears none. */
  takesKey: boolean;
  /** Where a record's stage stands; null where it has none. */
  stageProperty: string | null;
  /** The customer's values in the forms of their properties. */
  fit: FitCustomer;
  /** All properties of a new record, by the values that go into one. */
  toNew(customer: CrmCustomer, values: Properties): Properties;
  /** Gives a new record the name that the CRM demands, where the values have none. */
  withName(values: Properties, customer: CrmCustomer): Properties;
  /** Adds to an update what its values need beside them. */
  toUpdate(customer: CrmCustomer, values: Properties): Properties;
}

/** A record to write. */
export interface PlannedWrite {
  push: ContactPush;
  fields: FittedField[];
  properties: Properties;
  warnings: string[];
  /** Why another record was in the way of an earlier attempt; null where none was. */
  conflict: string | null;
}

export interface PlannedUpdate extends PlannedWrite {
  target: ContactTarget;
}

/** A new record with another one in its way. */
export interface ConflictingCreation {
  creation: PlannedWrite;
  refused: Refused;
}

/** What a look for customers without a mapping found: each of them is in one of the two. */
export interface Found {
  /** Without matches where there is no record of the customer. */
  candidates: Candidates[];
  outcomes: ContactOutcome[];
}

/**
 * What one CRM does about its records of persons. The order of the calls, the choice between records and the
 * outcomes are the same for every CRM (`push-page.ts`). A verb throws as `CrmAdapter` does, and
 * `UnknownFieldError`.
 */
export interface ContactVerbs<Plan extends ContactPlan = ContactPlan> extends FieldSwitch {
  known: KnownContacts;
  reservations: Reservations;
  /** The plans of new records and of the records with these ids. */
  loadPlans(ids: readonly string[]): Promise<{ forNew: Plan; ofId: (id: string) => Plan }>;
  /** Looks for the records that customers without a mapping may have already. */
  find(plan: Plan, pushes: readonly ContactPush[]): Promise<Found>;
  /** Where the records of these ids are now; null where one was deleted. */
  follow(ids: readonly string[]): Promise<Map<string, Place | null>>;
  /** Writes into records by their ids. @returns a result for each, in their order; `gone` where the id leads nowhere */
  update(plan: Plan, updates: readonly PlannedUpdate[]): Promise<WriteResult[]>;
  /**
   * Makes records by the customer's id, or updates those that bear it.
   *
   * @returns a result for each, in their order; `gone` where the customer's own record was deleted
   */
  create(plan: Plan, creations: readonly PlannedWrite[]): Promise<WriteResult[]>;
  /** The records in the way of new ones; none for a customer of whom none is found. */
  findHolders(conflicts: readonly ConflictingCreation[]): Promise<Candidates[]>;
  /** What a record is like that was just made. */
  readNewState(plan: Plan, customerId: string, properties: Properties): Promise<RemoteState>;
}
