import { type ContactOutcome, type ContactPush, type CrmCustomer, PLACEHOLDER_NAME } from "@coccinelle/core";
import { chooseForCreation, type Properties } from "../../contacts/choose-properties.ts";
import type { FittedField } from "../../contacts/field-plan.ts";
import { writeMemo } from "../../contacts/memo.ts";
import type { RefusalKind } from "../api/classify-refusals.ts";
import { queryByConditions } from "../api/query-records.ts";
import { describeRefusals, type Refusal, toLongId } from "../api/salesforce-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import type { ContactContext } from "./contact-context.ts";
import { isGone, readStage, readState } from "./contact-record.ts";
import type { FieldDefinition } from "./fit-value.ts";
import { RECORD_CURRENCY_FIELD, type RecordPlan } from "./record-plan.ts";
import { mayPass, toRecordFields } from "./update-contacts.ts";
import { withoutRefused } from "./without-refused.ts";

export interface CreateResult {
  outcomes: ContactOutcome[];
  /** Other records are in their way. */
  conflicting: RefusedCreation[];
}

interface RefusedCreation {
  push: ContactPush;
  refusals: Refusal[];
}

/** A new record, as it is to be. */
export interface PlannedCreation {
  push: ContactPush;
  fields: FittedField<FieldDefinition>[];
  properties: Properties;
  warnings: string[];
}

/** Makes records, by our unique field: one that is there already is updated instead. */
export async function createContacts(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
): Promise<CreateResult> {
  if (pushes.length === 0) return { outcomes: [], conflicting: [] };
  const { gone, outcomes, ...result } = await carryOut(
    context,
    plan,
    await planCreations(context, plan, pushes),
  );
  return { ...result, outcomes: [...outcomes, ...(await settleGone(context, plan, gone))] };
}

/** It may be the customer's own record that is gone, or what the new one was to belong to. */
async function settleGone(
  context: ContactContext,
  plan: RecordPlan,
  gone: readonly RefusedCreation[],
): Promise<ContactOutcome[]> {
  const conditions = gone.map(({ push }) => ({ field: plan.form.keyField, value: push.customer.id }));
  const records = await queryByConditions(context, plan, "queryAll", conditions);
  const buried = new Set(records.filter(isGone).map(({ key }) => key));
  return gone.map(({ push, refusals }): ContactOutcome => {
    const prospectId = push.customer.id;
    if (!buried.has(prospectId)) return { prospectId, kind: "blocked", reason: describeRefusals(refusals) };
    const reason = "Salesforce's record of the customer was deleted there";
    return { prospectId, kind: "remote_deleted", reason };
  });
}

export async function planCreations(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
): Promise<PlannedCreation[]> {
  const fixed = await readFixedValues(context, plan);
  return pushes.map((push) => {
    const { customer } = push;
    const { fields, warnings } = plan.fit(customer);
    const currency = customer.currency ?? "";
    const properties = withLastName(
      {
        ...fixed,
        ...chooseForCreation(fields),
        [plan.form.keyField]: customer.id,
        ...(plan.currencies?.has(currency) && { [RECORD_CURRENCY_FIELD]: currency }),
      },
      customer,
    );
    return { push, fields, properties, warnings };
  });
}

/** What every new record has. */
async function readFixedValues(context: ContactContext, { form }: RecordPlan): Promise<Properties> {
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

/**
 * Salesforce takes no person without a last name. Who has none here is called by the phone number, or else a
 * placeholder; both are sent this once, so that they never take a name's place.
 */
function withLastName(properties: Properties, { phone }: CrmCustomer): Properties {
  if (properties.LastName) return properties;
  if (phone?.trim()) return { ...properties, LastName: phone };
  const { firstName, lastName } = PLACEHOLDER_NAME;
  return { FirstName: firstName ?? "", ...properties, LastName: lastName ?? "" };
}

async function carryOut(
  context: ContactContext,
  plan: RecordPlan,
  planned: readonly PlannedCreation[],
): Promise<CreateResult & { gone: RefusedCreation[] }> {
  const { form } = plan;
  const { allowDuplicates } = context.settings;
  const results = await writeRecords(planned, {
    type: form.type,
    write: (part) => {
      const records = part.map(({ properties, fields }) => toRecordFields(properties, fields));
      return context.api.upsertRecords(form.type, form.keyField, records, { allowDuplicates });
    },
    listUnwritable: (names) => context.listUnwritable(plan, names),
  });

  const result: Awaited<ReturnType<typeof carryOut>> = { outcomes: [], conflicting: [], gone: [] };
  const again: PlannedCreation[] = [];
  for (const creation of planned) {
    const { push, properties, warnings } = creation;
    const written = results.get(creation);
    if (written?.kind === "written") {
      await rememberCreation(context, plan, written.id, { properties, isNew: written.isNew });
      result.outcomes.push(toCreated(plan, creation, written));
    } else {
      const { why, refusals } = written ?? { why: "passing", refusals: [] };
      const reduced = why === "value" ? withoutRefused(properties, refusals, form.keyField) : null;
      if (why === "duplicate" || why === "taken") result.conflicting.push({ push, refusals });
      else if (why === "gone") result.gone.push({ push, refusals });
      else if (reduced) {
        again.push({ ...creation, ...reduced, warnings: [...warnings, ...reduced.warnings] });
      } else result.outcomes.push(toNotCreated(push, why, refusals));
    }
  }
  if (again.length === 0) return result;
  const second = await carryOut(context, plan, again);
  return {
    outcomes: [...result.outcomes, ...second.outcomes],
    conflicting: [...result.conflicting, ...second.conflicting],
    gone: [...result.gone, ...second.gone],
  };
}

/** So that it is not taken for somebody's change. */
export async function rememberCreation(
  context: ContactContext,
  plan: RecordPlan,
  id: string,
  { properties, isNew }: { properties: Properties; isNew: boolean },
): Promise<void> {
  if (!isNew) return;
  const OwnerId = toLongId(properties.OwnerId ?? (await context.getUserId()));
  const key = properties[plan.form.keyField] ?? null;
  context.known.remember(id, readState(plan, { key, values: { ...properties, OwnerId } }));
}

/** @param fields those that were sent */
export function toCreated(
  plan: RecordPlan,
  {
    push,
    fields,
    properties,
    warnings,
  }: Omit<PlannedCreation, "push"> & { push: { customer: { id: string } } },
  { id: externalId, isNew }: { id: string; isNew: boolean },
): ContactOutcome {
  const lifecycle = readStage(plan, [properties]);
  return {
    prospectId: push.customer.id,
    kind: "synced",
    externalId,
    how: isNew ? "created" : "found",
    warnings,
    memo: writeMemo("created", fields),
    ...(lifecycle !== null && { lifecycle }),
  };
}

/** What becomes of a customer whose record could not be made, for reasons that no other attempt can mend. */
function toNotCreated(
  { customer }: ContactPush,
  why: RefusalKind,
  refusals: readonly Refusal[],
): ContactOutcome {
  const kind = mayPass(why) ? "error" : "blocked";
  return { prospectId: customer.id, kind, reason: describeRefusals(refusals) };
}
