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
  /** The property in which a record bears the customer's id. */
  keyProperty: string;
  /** Whether that id may be written into a record that bears none. */
  takesKey: boolean;
  /** The property of a record's stage; null where records have no stage. */
  stageProperty: string | null;
  /** The customer's values in the forms of their properties. */
  fit: FitCustomer;
  /** All properties of a new record, made of the customer's values for one. */
  toNew(customer: CrmCustomer, values: Properties): Properties;
  /** Gives a new record the name that the CRM demands, where the values have none. */
  withName(values: Properties, customer: CrmCustomer): Properties;
  /** Adds properties that the values of an update need beside them, such as the currency of an amount. */
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

/** The result of a look for customers without a mapping. Each customer is in one of the two lists. */
export interface Found {
  /** An entry has no matches where the CRM has no record of the customer. */
  candidates: Candidates[];
  outcomes: ContactOutcome[];
}

/**
 * The calls by which one CRM finds, reads and writes its records of persons. The order of the calls, the choice
 * between records and the outcomes are the same for every CRM (`push-page.ts`). A verb throws as `CrmAdapter`
 * does, and `UnknownFieldError`.
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
  /**
   * Writes into records by their ids.
   *
   * @returns a result for each update, in their order; `gone` where the CRM has no record under the id
   */
  update(plan: Plan, updates: readonly PlannedUpdate[]): Promise<WriteResult[]>;
  /**
   * Makes a record for each customer's id, or updates the record that bears the id.
   *
   * @returns a result for each creation, in their order; `gone` where a person deleted the customer's own record
   */
  create(plan: Plan, creations: readonly PlannedWrite[]): Promise<WriteResult[]>;
  /** Finds the records in the way of new ones. A customer may have no entry, or one without matches. */
  findHolders(conflicts: readonly ConflictingCreation[]): Promise<Candidates[]>;
  /** The state of a record that was just made with these properties. */
  readNewState(plan: Plan, customerId: string, properties: Properties): Promise<RemoteState>;
}
