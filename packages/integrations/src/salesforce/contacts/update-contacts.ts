import type { ContactOutcome } from "@coccinelle/core";
import { chooseForUpdate, type Properties } from "../../contacts/choose-properties.ts";
import type { ContactTarget } from "../../contacts/contact-target.ts";
import type { FittedField } from "../../contacts/field-plan.ts";
import { writeMemo } from "../../contacts/memo.ts";
import type { RefusalKind } from "../api/classify-refusals.ts";
import type { RecordFields } from "../api/salesforce-api.ts";
import { describeRefusals } from "../api/salesforce-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import type { ContactContext } from "./contact-context.ts";
import { type ContactRecord, readStage } from "./contact-record.ts";
import { type FieldDefinition, toJsonValue } from "./fit-value.ts";
import { formOfId } from "./record-form.ts";
import { RECORD_CURRENCY_FIELD, type RecordPlan } from "./record-plan.ts";
import { withoutRefused } from "./without-refused.ts";

export type Target = ContactTarget<ContactRecord>;

export interface UpdateResult {
  outcomes: ContactOutcome[];
  /** Their records are not there under the id that is known. */
  lost: Target[];
}

interface PlannedUpdate {
  target: Target;
  fields: FittedField<FieldDefinition>[];
  properties: Properties;
  warnings: string[];
  /** Another record is, or has, what this one was to be or have. */
  conflict: string | null;
}

/** Brings records up to date, by their ids. Each target has an outcome, or is lost. */
export async function updateContacts(
  context: ContactContext,
  targets: readonly Target[],
): Promise<UpdateResult> {
  const byForm = Map.groupBy(targets, ({ externalId }) => formOfId(externalId, context.settings));
  const results = await Promise.all(
    Array.from(byForm, async ([form, ofForm]) => {
      const plan = await context.getPlan(form);
      return carryOut(
        context,
        plan,
        ofForm.map((target) => planUpdate(plan, target)),
      );
    }),
  );
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    lost: results.flatMap(({ lost }) => lost),
  };
}

function planUpdate(plan: RecordPlan, target: Target): PlannedUpdate {
  const { push, origin, memo, remote } = target;
  const { fields, warnings } = plan.fit(push.customer);
  const properties = chooseForUpdate(fields, {
    origin,
    memo,
    remote: remote?.values ?? null,
    stage: push.lifecycle,
  });
  const isUnstamped = remote !== null && remote.key === null && plan.hasKey && plan.takesKey;
  if (isUnstamped) properties[plan.form.keyField] = push.customer.id;
  addCurrency(plan, fields, push.customer.currency, properties);
  return { target, fields, properties, warnings, conflict: null };
}

/** An amount is in the currency of its record, where the organisation has several. */
function addCurrency(
  { currencies }: RecordPlan,
  fields: readonly FittedField<FieldDefinition>[],
  currency: string | null,
  properties: Properties,
): void {
  const revenue = fields.find(({ name }) => name === "totalRevenue");
  const isAmount = revenue?.definition.type === "currency" && revenue.property in properties;
  if (isAmount && currency !== null && currencies?.has(currency))
    properties[RECORD_CURRENCY_FIELD] = currency;
}

async function carryOut(
  context: ContactContext,
  plan: RecordPlan,
  planned: readonly PlannedUpdate[],
): Promise<UpdateResult> {
  const { form } = plan;
  const inputs = planned
    .filter(({ properties }) => Object.keys(properties).length > 0)
    .toSorted((one, other) => (one.target.externalId < other.target.externalId ? -1 : 1));
  const { allowDuplicates } = context.settings;
  const results = await writeRecords(inputs, {
    type: form.type,
    write: (part) => {
      const records = part.map(({ target, fields, properties }) => ({
        id: target.externalId,
        fields: toRecordFields(properties, fields),
      }));
      return context.api.updateRecords(form.type, records, { allowDuplicates });
    },
    listUnwritable: (names) => context.listUnwritable(plan, names),
  });

  const result: UpdateResult = { outcomes: [], lost: [] };
  const again: PlannedUpdate[] = [];
  for (const update of planned) {
    const written = results.get(update);
    if (written?.kind !== "refused") {
      const lifecycle = readStage(plan, [update.properties, update.target.remote?.values]);
      result.outcomes.push(toSynced(update, lifecycle));
      continue;
    }
    const { why, refusals } = written;
    const reason = describeRefusals(refusals);
    const isConflict = why === "duplicate" || why === "taken";
    const conflict = isConflict ? reason : update.conflict;
    const reduced =
      why === "duplicate"
        ? withoutIdentity(update)
        : why === "value" || why === "taken"
          ? withoutRefused(update.properties, refusals, form.keyField)
          : null;
    if (why === "gone") result.lost.push(update.target);
    else if (reduced) {
      const warnings = [...update.warnings, ...reduced.warnings];
      again.push({ ...update, properties: reduced.properties, warnings, conflict });
    } else result.outcomes.push(toRefused({ ...update, conflict }, why, reason));
  }
  if (again.length === 0) return result;
  const second = await carryOut(context, plan, again);
  return { outcomes: [...result.outcomes, ...second.outcomes], lost: [...result.lost, ...second.lost] };
}

/** What a person is not known by cannot make it another's duplicate. */
function withoutIdentity({ fields, properties }: PlannedUpdate) {
  const identity = fields
    .filter(({ name }) => ["firstName", "lastName", "email", "phone"].includes(name))
    .map(({ property }) => property);
  const kept = Object.entries(properties).filter(([name]) => !identity.includes(name));
  const isLess = kept.length < Object.keys(properties).length;
  return isLess ? { properties: Object.fromEntries(kept), warnings: [] } : null;
}

function toSynced(update: PlannedUpdate, lifecycle: string | null): ContactOutcome {
  const { target, fields, warnings, conflict } = update;
  const { push, externalId, how, origin } = target;
  const prospectId = push.customer.id;
  if (conflict !== null) return { prospectId, kind: "conflict", externalId, reason: conflict };
  const memo = writeMemo(origin, fields);
  return {
    prospectId,
    kind: "synced",
    externalId,
    how,
    warnings,
    memo,
    ...(lifecycle !== null && { lifecycle }),
  };
}

function toRefused({ target, conflict }: PlannedUpdate, why: RefusalKind, reason: string): ContactOutcome {
  const { push, externalId } = target;
  const prospectId = push.customer.id;
  if (conflict !== null) return { prospectId, kind: "conflict", externalId, reason: conflict };
  return { prospectId, kind: mayPass(why) ? "error" : "blocked", reason };
}

/** Whether trying again later can help. */
export function mayPass(why: RefusalKind): boolean {
  return why === "locked" || why === "passing" || why === "taken" || why === "gone";
}

/** As they go out, each in the form of its field. */
export function toRecordFields(
  properties: Properties,
  fields: readonly FittedField<FieldDefinition>[],
): RecordFields {
  const types = new Map(fields.map(({ property, definition }) => [property, definition]));
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const definition = types.get(name);
      return [name, definition ? toJsonValue(definition, value) : value];
    }),
  );
}
