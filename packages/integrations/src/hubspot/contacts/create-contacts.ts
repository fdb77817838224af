import { type ContactOutcome, type ContactPush, type CrmCustomer, PLACEHOLDER_NAME } from "@coccinelle/core";
import { chooseForCreation, type Properties } from "../../contacts/choose-properties.ts";
import { writeMemo } from "../../contacts/memo.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { describeRefusal, isConflict, type Refusal } from "../api/hubspot-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import { type FieldPlan, type FittedField, fitCustomer } from "./field-plan.ts";
import { readStage, readState } from "./remote-state.ts";
import { withoutRefused } from "./without-refused.ts";

export interface CreateResult {
  outcomes: ContactOutcome[];
  /** Another contact has their e-mail address. */
  conflicting: { push: ContactPush; refusal: Refusal }[];
}

interface PlannedCreation {
  push: ContactPush;
  fields: FittedField[];
  properties: Properties;
  warnings: string[];
}

/** Makes contacts, by our unique property: one that is there already is updated instead. */
export async function createContacts(
  context: AdapterContext,
  plan: FieldPlan,
  pushes: readonly ContactPush[],
): Promise<CreateResult> {
  return carryOut(
    context,
    pushes.map((push) => planCreation(context, plan, push)),
  );
}

/** Makes contacts without their e-mail address, which another contact has: somebody has to decide. */
export async function createWithoutEmail(
  context: AdapterContext,
  plan: FieldPlan,
  conflicting: CreateResult["conflicting"],
): Promise<ContactOutcome[]> {
  const planned = conflicting.map(({ push, refusal }) => {
    const creation = planCreation(context, plan, push);
    return {
      ...creation,
      properties: withoutRefused(creation.properties, refusal)?.properties ?? creation.properties,
    };
  });
  const { outcomes, conflicting: still } = await carryOut(context, planned);
  return [
    ...outcomes.map((outcome): ContactOutcome => {
      if (outcome.kind !== "synced") return outcome;
      const { prospectId, externalId } = outcome;
      const reason = "another contact of HubSpot has the e-mail address; this one was made without it";
      return { prospectId, kind: "conflict", externalId, reason };
    }),
    ...still.map(({ push, refusal }): ContactOutcome => {
      const prospectId = push.customer.id;
      return { prospectId, kind: "conflict", externalId: null, reason: describeRefusal(refusal) };
    }),
  ];
}

function planCreation({ settings }: AdapterContext, plan: FieldPlan, push: ContactPush): PlannedCreation {
  const { fields, warnings } = fitCustomer(push.customer, settings, plan);
  const properties = withSomeName(chooseForCreation(fields), push.customer);
  return { push, fields, properties, warnings };
}

/**
 * HubSpot takes no contact without e-mail address and name. Who has no name here is called by the phone
 * number, or else a placeholder; both are sent this once, so that they never take a name's place.
 */
function withSomeName(properties: Properties, { phone }: CrmCustomer): Properties {
  if (properties.firstname || properties.lastname) return properties;
  if (phone) return { ...properties, lastname: phone };
  const { firstName, lastName } = PLACEHOLDER_NAME;
  return { ...properties, firstname: firstName ?? "", lastname: lastName ?? "" };
}

async function carryOut(context: AdapterContext, planned: readonly PlannedCreation[]): Promise<CreateResult> {
  const inputs = planned.map(({ push, properties }) => ({
    id: push.customer.id,
    idProperty: KEY_PROPERTY,
    properties,
    objectWriteTraceId: push.customer.id,
  }));
  const results = await writeRecords(inputs, context.api.upsertContacts);

  const result: CreateResult = { outcomes: [], conflicting: [] };
  const again: PlannedCreation[] = [];
  for (const creation of planned) {
    const { push, fields, properties, warnings } = creation;
    const prospectId = push.customer.id;
    const written = results.get(prospectId);
    if (written?.kind === "written") {
      const { id: externalId, _new: isNew } = written.record;
      const lifecycle = readStage([written.record.properties, properties], context.settings);
      if (isNew) {
        const state = readState({ [KEY_PROPERTY]: prospectId, ...properties }, context.settings);
        context.known.remember(externalId, state);
      }
      result.outcomes.push({
        prospectId,
        kind: "synced",
        externalId,
        how: isNew ? "created" : "found",
        warnings,
        memo: writeMemo("created", fields),
        ...(lifecycle !== null && { lifecycle }),
      });
    } else if (written?.kind === "unasked") {
      result.outcomes.push({ prospectId, kind: "error", reason: describeRefusal(written.refusal) });
    } else if (written?.kind !== "refused") {
      result.outcomes.push({
        prospectId,
        kind: "error",
        reason: "HubSpot's answer does not mention the contact",
      });
    } else if (isConflict(written.refusal)) {
      result.conflicting.push({ push, refusal: written.refusal });
    } else {
      const reason = describeRefusal(written.refusal);
      const reduced = withoutRefused(properties, written.refusal);
      if (!reduced) result.outcomes.push({ prospectId, kind: "blocked", reason });
      else {
        const named = withSomeName(reduced.properties, push.customer);
        again.push({ ...creation, properties: named, warnings: [...warnings, ...reduced.warnings] });
      }
    }
  }
  if (again.length === 0) return result;
  const second = await carryOut(context, again);
  return {
    outcomes: [...result.outcomes, ...second.outcomes],
    conflicting: [...result.conflicting, ...second.conflicting],
  };
}
