import type { Candidates } from "../../contacts/contact-record.ts";
import type { ConflictingCreation, ContactVerbs, PlannedWrite } from "../../contacts/contact-verbs.ts";
import type { Properties } from "../../fields/choose-properties.ts";
import type { WriteResult } from "../../records/write-result.ts";
import { queryByConditions } from "../api/query-records.ts";
import type { RecordFields } from "../api/salesforce-api.ts";
import { toLongId } from "../api/salesforce-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import { type ContactContext, loadPlans } from "./contact-context.ts";
import { readState } from "./contact-record.ts";
import { DELETED_REASON, findUnmapped } from "./find-unmapped.ts";
import { toJsonValue } from "./fit-value.ts";
import { followRecords } from "./follow-records.ts";
import { listForms } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";

/** How Salesforce finds, reads and writes contacts, leads and person accounts. */
export function createSalesforceVerbs(context: ContactContext): ContactVerbs<RecordPlan> {
  const { api, settings, systemName, known, reservations, refuseFields } = context;
  const { allowDuplicates } = settings;
  return {
    systemName,
    known,
    reservations,
    refuseFields,
    loadPlans: (ids) => loadPlans(context, ids),
    find: (plan, pushes) => findUnmapped(context, plan, pushes),
    follow: (ids) => followRecords(context, ids),
    async update(plan, updates) {
      // Records are written in the order of their ids, so that two writes do not lock each other out.
      const inOrder = updates.toSorted((one, other) =>
        one.target.externalId < other.target.externalId ? -1 : 1,
      );
      const results = await writeRecords(inOrder, {
        type: plan.form.type,
        write: (part) => {
          const records = part.map(({ target, properties }) => ({
            id: target.externalId,
            fields: toRecordFields(plan, properties),
          }));
          return api.updateRecords(plan.form.type, records, { allowDuplicates });
        },
        listUnwritable: (names) => context.listUnwritable(plan, names),
      });
      const resultOf = new Map(inOrder.map((update, index) => [update, results[index]]));
      return updates.map((update) => withoutIdentity(plan, resultOf.get(update)));
    },
    async create(plan, creations) {
      const { type, keyField } = plan.form;
      const fixed = await readFixedValues(context, plan);
      const results = await writeRecords(creations, {
        type,
        write: (part) => {
          const records = part.map(({ properties }) => toRecordFields(plan, { ...fixed, ...properties }));
          return api.upsertRecords(type, keyField, records, { allowDuplicates });
        },
        listUnwritable: (names) => context.listUnwritable(plan, names),
      });
      return tellDeleted(context, plan, creations, results.map(withoutRetry));
    },
    findHolders: (conflicts) => findHolders(context, conflicts),
    async readNewState(plan, _, properties) {
      const OwnerId = toLongId(properties.OwnerId ?? (await context.getUserId()));
      return readState(plan, { ...properties, OwnerId });
    },
  };
}

/** The values that every new record has. */
export async function readFixedValues(context: ContactContext, { form }: RecordPlan): Promise<Properties> {
  const { account, company } = context.settings;
  switch (form.type) {
    case "Lead":
      return { Company: company };
    case "Account":
      return { RecordTypeId: await context.getPersonRecordType() };
    case "Contact":
      return account.kind === "fixed" ? { AccountId: account.id } : {};
  }
}

/** The values as they go out, each in the form of its field. */
function toRecordFields({ fields }: RecordPlan, properties: Properties): RecordFields {
  const definitions = new Map(fields.map(({ property, definition }) => [property, definition]));
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const definition = definitions.get(name);
      return [name, definition ? toJsonValue(definition, value) : value];
    }),
  );
}

/** A record without a person's name, address and number cannot be another's duplicate. */
function withoutIdentity({ fields }: RecordPlan, result: WriteResult = { kind: "unmentioned" }): WriteResult {
  const isDuplicate = result.kind === "conflict" && result.fields.length === 0;
  if (!isDuplicate) return result;
  const identity = fields.filter(({ name }) => ["firstName", "lastName", "email", "phone"].includes(name));
  return { ...result, fields: identity.map(({ property }) => property) };
}

/** A new record with another one in its way is not tried again: it would be a duplicate. */
function withoutRetry(result: WriteResult): WriteResult {
  return result.kind === "conflict" ? { ...result, fields: [] } : result;
}

/** The record that is gone may be the customer's own, or one that the new record names. The recycle bin tells. */
async function tellDeleted(
  context: ContactContext,
  plan: RecordPlan,
  creations: readonly PlannedWrite[],
  results: readonly WriteResult[],
): Promise<WriteResult[]> {
  const ids = creations.map(({ push }) => push.customer.id);
  const conditions = ids
    .filter((_, index) => results[index]?.kind === "gone")
    .map((value) => ({ field: plan.form.keyField, value }));
  if (conditions.length === 0) return [...results];
  const records = await queryByConditions(context, plan, "queryAll", conditions);
  const deleted = new Set(records.filter(({ isGone }) => isGone).map(({ state }) => state.prospectId));
  return results.map((result, index): WriteResult => {
    if (result.kind !== "gone") return result;
    return deleted.has(ids[index] ?? "")
      ? { ...result, reason: DELETED_REASON }
      : { ...result, kind: "refused" };
  });
}

/** The record in the way of each new one, where Salesforce names one alone. */
async function findHolders(
  context: ContactContext,
  conflicts: readonly ConflictingCreation[],
): Promise<Candidates[]> {
  const named = conflicts.flatMap(({ creation: { push }, refused: { holderIds } }) =>
    holderIds.length === 1 ? holderIds.map((id) => ({ push, id })) : [],
  );
  const places = await followRecords(
    context,
    named.map(({ id }) => id),
  );
  return named.flatMap(({ push, id }): Candidates[] => {
    const record = places.get(id)?.record;
    // A duplicate rule over several objects may name a record that is no customer's.
    const isCustomer = listForms(context.settings).some(({ idPrefix }) => record?.id.startsWith(idPrefix));
    if (!record || !isCustomer) return [];
    const how = record.state.prospectId === push.customer.id ? "found" : "adopted";
    return [{ push, matches: [record], how }];
  });
}
