import { TransientError } from "@coccinelle/core";
import { createKnownContacts, type KnownContacts } from "../../contacts/known-contacts.ts";
import { createReservations, type Reservations } from "../../contacts/reservations.ts";
import { createAnswerMemory, createRefusedFields } from "../../records/answer-memory.ts";
import type { FieldSwitch } from "../../records/unknown-field-error.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { formOfId, newRecordForm, type RecordForm, type RecordType } from "./record-form.ts";
import { planRecord, type RecordPlan } from "./record-plan.ts";

/** The things that all calls about customers' records share. */
export interface ContactContext extends AdapterContext, FieldSwitch {
  known: KnownContacts;
  reservations: Reservations;
  /** The mapping as far as the organisation can take it. Each new description is checked again. */
  getPlan: (form: RecordForm) => Promise<RecordPlan>;
  /** Reads the object's description again. @returns the plan's fields that nobody may write by it */
  listUnwritable: (plan: RecordPlan, fields: readonly string[]) => Promise<string[]>;
  /** The record type of accounts that are persons. */
  getPersonRecordType: () => Promise<string>;
  /** The owner of records that are made without one. */
  getUserId: () => Promise<string>;
}

export function createContactContext(context: AdapterContext): ContactContext {
  const { api, settings, clock } = context;
  const refused = createRefusedFields(clock);
  const plans = new Map<RecordType, { description: unknown; plan: RecordPlan }>();
  const ids = createAnswerMemory<string>(clock);

  return {
    ...context,
    systemName: "Salesforce",
    known: createKnownContacts(),
    reservations: createReservations(),
    async getPlan(form) {
      const description = await context.getObject(form.type);
      const known = plans.get(form.type);
      if (known && known.description === description) return known.plan;
      if (description === null) {
        throw new TransientError(`Salesforce shows this user no object ${form.type}`);
      }
      const plan = planRecord(form, settings, description, (field) => refused.has(form.type, field));
      if (form.type === newRecordForm(settings).type) checkKey(plan);
      plans.set(form.type, { description, plan });
      return plan;
    },
    refuseFields(type, fields) {
      refused.add(type, fields);
      context.forgetObject(type);
    },
    async listUnwritable({ form, fields: planned }, fields) {
      context.forgetObject(form.type);
      const description = await context.getObject(form.type);
      const writable = new Set(
        description?.fields.flatMap(({ name, createable, updateable }) =>
          createable && updateable ? name : [],
        ),
      );
      const ours = new Set([form.keyField, ...planned.map(({ property }) => property)]);
      return fields.filter((name) => ours.has(name) && !writable.has(name));
    },
    getPersonRecordType: () =>
      ids.get("recordType", Number.POSITIVE_INFINITY, async () => {
        if (settings.account.kind === "person" && settings.account.recordTypeId !== undefined) {
          return settings.account.recordTypeId;
        }
        const [first] = await api.query(
          "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND IsPersonType = true AND IsActive = true ORDER BY Id LIMIT 1",
        );
        if (first) return first.id;
        throw new TransientError("Salesforce has no record type for person accounts");
      }),
    getUserId: () => ids.get("userId", Number.POSITIVE_INFINITY, async () => (await api.identify()).userId),
  };
}

/** @throws TransientError where new records cannot bear our id */
function checkKey({ form, hasKey, takesKey }: RecordPlan): void {
  if (takesKey) return;
  throw new TransientError(
    hasKey
      ? `Salesforce does not let this user write ${form.type}.${form.keyField}: the integration has to be set up`
      : `Salesforce has no unique external id ${form.type}.${form.keyField} yet: the integration has to be set up`,
  );
}

/** The plans of the records with these ids, and of new ones. */
export async function loadPlans(
  context: ContactContext,
  ids: readonly string[],
): Promise<{ forNew: RecordPlan; ofId: (id: string) => RecordPlan }> {
  const forms = new Set(ids.map((id) => formOfId(id, context.settings)));
  const forNew = await context.getPlan(newRecordForm(context.settings));
  const plans = new Map<RecordType, RecordPlan>([[forNew.form.type, forNew]]);
  for (const form of forms) plans.set(form.type, await context.getPlan(form));
  return { forNew, ofId: (id) => plans.get(formOfId(id, context.settings).type) ?? forNew };
}
