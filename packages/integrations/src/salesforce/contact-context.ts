import { TransientError } from "@coccinelle/core";
import { createKnownContacts, type KnownContacts } from "../contacts/known-contacts.ts";
import type { AdapterContext } from "./adapter-context.ts";
import { createIdentityClaims, type IdentityClaims } from "./identity-claims.ts";
import { formOfId, newRecordForm, type RecordForm, type RecordType } from "./record-form.ts";
import { planRecord, type RecordPlan } from "./record-plan.ts";

/** What all that has to do with customers' records shares. */
export interface ContactContext extends AdapterContext {
  known: KnownContacts;
  /** Records that bore nobody's id, and the customer that each was taken for. */
  adoptions: Map<string, string>;
  claims: IdentityClaims;
  /** The mapping as far as the organisation can take it; checked once, and again after `refuseFields`. */
  getPlan: (form: RecordForm) => Promise<RecordPlan>;
  /** Switches off the fields of ours that go to these, and has the object's description read again. */
  refuseFields: (type: string, fields: readonly string[]) => void;
  /** The record type of accounts that are persons. */
  getPersonRecordType: () => Promise<string>;
  /** Who owns what is made without an owner. */
  getUserId: () => Promise<string>;
}

export function createContactContext(context: AdapterContext): ContactContext {
  const { api, settings } = context;
  const refused = new Set<string>();
  const plans = new Map<RecordType, { description: unknown; plan: RecordPlan }>();
  const once = createOnce();

  return {
    ...context,
    known: createKnownContacts(),
    adoptions: new Map(),
    claims: createIdentityClaims(),
    async getPlan(form) {
      const description = await context.getObject(form.type);
      const known = plans.get(form.type);
      if (known && known.description === description) return known.plan;
      const isForNew = form.type === newRecordForm(settings).type;
      if (description === null) {
        throw new TransientError(`Salesforce shows this user no object ${form.type}`);
      }
      const plan = planRecord(form, settings, description, (field) => refused.has(`${form.type}.${field}`));
      if (isForNew && !plan.hasKey) {
        throw new TransientError(
          `Salesforce has no unique external id ${form.type}.${form.keyField} yet: the integration has to be set up`,
        );
      }
      plans.set(form.type, { description, plan });
      return plan;
    },
    refuseFields(type, fields) {
      for (const field of fields) refused.add(`${type}.${field}`);
      context.forgetObject(type);
    },
    getPersonRecordType: () =>
      once("recordType", async () => {
        if (settings.account.kind === "person" && settings.account.recordTypeId !== undefined) {
          return settings.account.recordTypeId;
        }
        const [first] = await api.query(
          "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND IsPersonType = true AND IsActive = true ORDER BY Id LIMIT 1",
        );
        if (first) return first.id;
        throw new TransientError("Salesforce has no record type for person accounts");
      }),
    getUserId: () => once("userId", async () => (await api.identify()).userId),
  };
}

/** The plan of each record that has one of these ids, and of new ones. */
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

/** Answers that stay true; a failure is none. */
function createOnce() {
  const answers = new Map<string, Promise<string>>();
  return async (name: string, ask: () => Promise<string>): Promise<string> => {
    const answer = answers.get(name) ?? ask();
    answers.set(name, answer);
    try {
      return await answer;
    } catch (error) {
      answers.delete(name);
      throw error;
    }
  };
}
