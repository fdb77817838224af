import { readRecordId } from "../records/record-id.ts";
import { createRecord, currentTime, dayOf, deleteRecord, updateRecord } from "../records/save-record.ts";
import type { FieldValues, SObjectRecord } from "../records/sobject-record.ts";
import { findByKey } from "../records/write-rows.ts";
import type { DataType, ObjectType } from "../schema/object-type.ts";
import { findTypeOfId } from "../schema/object-type.ts";
import type { Org } from "./org.ts";

/** A record with its values, for assertions. */
export interface SalesforceRecord {
  id: string;
  type: ObjectType;
  values: FieldValues;
  /** Whether it is in the recycle bin. */
  isDeleted: boolean;
}

/** The records that a converted lead has become. */
export interface ConvertedLead {
  accountId: string;
  contactId: string;
}

/** Acts as people do in Salesforce itself, without tokens, limits and permissions. */
export class People {
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  /**
   * @returns the new record's id
   * @throws Error for an unknown field, or a unique value that is taken
   */
  add(type: DataType, values: FieldValues): string {
    this.#checkValues(type, values);
    return createRecord(this.#org, type, values, this.#org.personId).id;
  }

  /** @throws Error as `add` does, and for an unknown record */
  edit(id: string, values: FieldValues): void {
    const record = this.#getLive(id);
    this.#checkValues(record.type, values, record.id);
    updateRecord(this.#org, record, values, this.#org.personId);
  }

  /** Puts a record into the recycle bin. */
  remove(id: string): void {
    deleteRecord(this.#org, this.#getLive(id), this.#org.personId);
  }

  /** Takes a record out of the recycle bin. */
  undelete(id: string): void {
    const record = this.#get(id);
    if (record.values.IsDeleted !== true) throw new Error(`record ${id} is not deleted`);
    if (record.values.MasterRecordId) throw new Error(`record ${id} was merged away`);
    this.#checkValues(record.type, record.values, record.id);
    updateRecord(this.#org, record, { IsDeleted: false }, this.#org.personId);
  }

  /** Removes a record for good, from the recycle bin or at once. */
  purge(id: string): void {
    const record = this.#get(id);
    this.#org.store.purge(record);
    const contactId = record.values.PersonContactId;
    if (typeof contactId === "string") this.purge(contactId);
  }

  /** Merges the second record into the first, which keeps its values and gets the tasks of the second. */
  merge(masterId: string, otherId: string): void {
    const [master, other] = [this.#getLive(masterId), this.#getLive(otherId)];
    if (master.type !== other.type || master.type === "Task" || master.id === other.id) {
      throw new Error("only two different contacts, leads or accounts can be merged");
    }
    this.#mergeInto(master, other);
    const [contactId, otherContactId] = [master.values.PersonContactId, other.values.PersonContactId];
    if (typeof contactId === "string" && typeof otherContactId === "string") {
      this.#mergeInto(this.#get(contactId), this.#get(otherContactId));
    }
  }

  /** Makes a contact of a lead in a new account of its company, or converts the lead into an existing contact. */
  convertLead(id: string, into?: string): ConvertedLead {
    const lead = this.#getLive(id);
    if (lead.type !== "Lead" || lead.values.IsConverted) throw new Error(`record ${id} is no open lead`);
    const { FirstName = null, LastName = null, Email = null, Phone = null, MobilePhone = null } = lead.values;
    const contact = into === undefined ? undefined : this.#getLive(into);
    const accountId = contact
      ? String(contact.values.AccountId)
      : createRecord(this.#org, "Account", { Name: lead.values.Company ?? null }, this.#org.personId).id;
    const values = { FirstName, LastName, Email, Phone, MobilePhone, AccountId: accountId };
    const contactId = contact?.id ?? createRecord(this.#org, "Contact", values, this.#org.personId).id;
    const changes = {
      IsConverted: true,
      Status: "Closed - Converted",
      ConvertedDate: dayOf(currentTime(this.#org)),
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
    };
    updateRecord(this.#org, lead, changes, this.#org.personId);
    this.#moveTasks(lead.id, contactId);
    return { accountId, contactId };
  }

  /** Lists the records of an object, with those in the recycle bin. */
  listRecords(type: ObjectType): SalesforceRecord[] {
    return this.#org.store.list(type).map(({ id, values }) => ({
      id,
      type,
      values: { ...values },
      isDeleted: values.IsDeleted === true,
    }));
  }

  #mergeInto(master: SObjectRecord, other: SObjectRecord): void {
    updateRecord(this.#org, other, { IsDeleted: true, MasterRecordId: master.id }, this.#org.personId);
    updateRecord(this.#org, this.#get(master.id), {}, this.#org.personId);
    this.#moveTasks(other.id, master.id);
  }

  #moveTasks(fromId: string, toId: string): void {
    for (const task of this.#org.store.list("Task")) {
      if (task.values.WhoId === fromId) updateRecord(this.#org, task, { WhoId: toId }, this.#org.personId);
    }
  }

  #get(idText: string): SObjectRecord {
    const id = readRecordId(idText);
    const type = id === null ? undefined : findTypeOfId(id);
    const record = id === null || !type ? undefined : this.#org.store.find(type, id);
    if (!record) throw new Error(`there is no record ${idText}`);
    return record;
  }

  #getLive(id: string): SObjectRecord {
    const record = this.#get(id);
    if (record.values.IsDeleted === true) throw new Error(`record ${id} is deleted`);
    return record;
  }

  #checkValues(type: ObjectType, values: FieldValues, ownId?: string): void {
    for (const [name, value] of Object.entries(values)) {
      const field = this.#org.schema.find(type, name);
      if (!field || field.name !== name) throw new Error(`${type} has no field ${name}`);
      if (!field.unique || typeof value !== "string") continue;
      const holder = findByKey(this.#org, type, field, value).find(
        (other) => other.id !== ownId && other.values.IsDeleted !== true,
      );
      if (holder) throw new Error(`${name} is taken by ${holder.id}`);
    }
  }
}
