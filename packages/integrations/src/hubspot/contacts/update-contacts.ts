import type { ContactOutcome } from "@coccinelle/core";
import { chooseForUpdate, type Properties } from "../../contacts/choose-properties.ts";
import { writeMemo } from "../../contacts/memo.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { describeRefusal, isConflict } from "../api/hubspot-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import type { ContactTarget } from "./contact-target.ts";
import { type FieldPlan, type FittedField, fitCustomer } from "./field-plan.ts";
import { readStage } from "./remote-state.ts";
import { withoutRefused } from "./without-refused.ts";

export interface UpdateResult {
  outcomes: ContactOutcome[];
  /** Their records are not there under the id that is known. */
  lost: ContactTarget[];
}

interface PlannedUpdate {
  target: ContactTarget;
  fields: FittedField[];
  properties: Properties;
  warnings: string[];
  /** Another record has a value that this one was to have. */
  conflict: string | null;
}

/** Brings records up to date, by their ids. Each target has an outcome, or is lost. */
export async function updateContacts(
  context: AdapterContext,
  plan: FieldPlan,
  targets: readonly ContactTarget[],
): Promise<UpdateResult> {
  const planned = targets.map((target): PlannedUpdate => {
    const { fields, warnings } = fitCustomer(target.push.customer, context.settings, plan);
    const { origin, memo } = target;
    const properties = chooseForUpdate(fields, {
      origin,
      memo,
      remote: target.remote?.properties ?? null,
      stage: target.push.lifecycle,
    });
    const isUnstamped = target.remote !== null && !target.remote.properties[KEY_PROPERTY];
    if (isUnstamped) properties[KEY_PROPERTY] = target.push.customer.id;
    return { target, fields, properties, warnings, conflict: null };
  });
  return carryOut(context, planned);
}

async function carryOut(context: AdapterContext, planned: readonly PlannedUpdate[]): Promise<UpdateResult> {
  const inputs = planned
    .filter(({ properties }) => Object.keys(properties).length > 0)
    .map(({ target, properties }) => ({
      id: target.externalId,
      properties,
      objectWriteTraceId: target.push.customer.id,
    }));
  const results = await writeRecords(inputs, context.api.updateContacts);

  const result: UpdateResult = { outcomes: [], lost: [] };
  const again: PlannedUpdate[] = [];
  for (const update of planned) {
    const written = results.get(update.target.push.customer.id);
    if (written?.kind === "missing") result.lost.push(update.target);
    else if (written?.kind === "unasked") {
      const prospectId = update.target.push.customer.id;
      result.outcomes.push({ prospectId, kind: "error", reason: describeRefusal(written.refusal) });
    } else if (written?.kind === "refused") {
      const reason = describeRefusal(written.refusal);
      const reduced = withoutRefused(update.properties, written.refusal);
      const conflict = isConflict(written.refusal) ? reason : update.conflict;
      if (!reduced) result.outcomes.push(toOutcome({ ...update, conflict }, reason));
      else {
        const warnings = [...update.warnings, ...reduced.warnings];
        again.push({ ...update, properties: reduced.properties, warnings, conflict });
      }
    } else {
      const known = [written?.record.properties, update.properties, update.target.remote?.properties];
      result.outcomes.push(toOutcome(update, null, readStage(known, context.settings)));
    }
  }
  if (again.length === 0) return result;
  const second = await carryOut(context, again);
  return { outcomes: [...result.outcomes, ...second.outcomes], lost: [...result.lost, ...second.lost] };
}

/** @param refused why the record as a whole was refused */
function toOutcome(
  { target: { push, externalId, how, origin }, fields, warnings, conflict }: PlannedUpdate,
  refused: string | null,
  lifecycle: string | null = null,
): ContactOutcome {
  const prospectId = push.customer.id;
  if (conflict !== null) return { prospectId, kind: "conflict", externalId, reason: conflict };
  if (refused !== null) return { prospectId, kind: "blocked", reason: refused };
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
