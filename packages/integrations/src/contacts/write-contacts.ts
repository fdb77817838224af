import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { chooseForCreation, chooseForUpdate } from "../fields/choose-properties.ts";
import { writeMemo } from "../fields/memo.ts";
import type { Refused, RemoteValues, WriteResult } from "../records/write-result.ts";
import type { ContactTarget } from "./choose-targets.ts";
import type {
  ConflictingCreation,
  ContactPlan,
  ContactVerbs,
  PlannedUpdate,
  PlannedWrite,
} from "./contact-verbs.ts";

export interface UpdateResult {
  outcomes: ContactOutcome[];
  /** The targets whose records are not in the CRM under the ids that are known. */
  lost: ContactTarget[];
}

export interface CreateResult {
  outcomes: ContactOutcome[];
  conflicts: ConflictingCreation[];
}

/** Brings records up to date by their ids. Each target has an outcome, or is lost. */
export async function updateContacts<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  targets: readonly ContactTarget[],
): Promise<UpdateResult> {
  if (targets.length === 0) return { outcomes: [], lost: [] };
  const { ofId } = await verbs.loadPlans(targets.map(({ externalId }) => externalId));
  const byPlan = Map.groupBy(targets, ({ externalId }) => ofId(externalId));
  const results = await Promise.all(
    Array.from(byPlan, ([plan, ofPlan]) => updateOfPlan(verbs, plan, ofPlan)),
  );
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    lost: results.flatMap(({ lost }) => lost),
  };
}

async function updateOfPlan<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  plan: Plan,
  targets: readonly ContactTarget[],
): Promise<UpdateResult> {
  const written = await writeReduced(
    targets.map((target) => planUpdate(plan, target)),
    (updates) => verbs.update(plan, updates),
    (values) => values,
    ["refused", "conflict"],
  );
  const result: UpdateResult = { outcomes: [], lost: [] };
  for (const { planned, result: writeResult } of written) {
    if (writeResult.kind === "gone" || writeResult.kind === "unmentioned") result.lost.push(planned.target);
    else result.outcomes.push(toUpdateOutcome(plan, planned, writeResult));
  }
  return result;
}

function planUpdate(plan: ContactPlan, target: ContactTarget): PlannedUpdate {
  const { push, origin, memo, remote } = target;
  const { fields, warnings } = plan.fit(push.customer);
  const ground = { origin, memo, remote: remote?.values ?? null, stage: push.lifecycle };
  const properties = plan.toUpdate(push.customer, chooseForUpdate(fields, ground));
  const isUnstamped = remote !== null && remote.state.prospectId === null && plan.takesKey;
  if (isUnstamped) properties[plan.keyProperty] = push.customer.id;
  return { push, target, fields, properties, warnings, conflict: null };
}

function toUpdateOutcome(
  plan: ContactPlan,
  { target, fields, properties, warnings, conflict }: PlannedUpdate,
  result: Exclude<WriteResult, { kind: "unmentioned" }>,
): ContactOutcome {
  const { push, externalId, how, origin, remote } = target;
  const prospectId = push.customer.id;
  const reason = result.kind === "conflict" ? result.reason : conflict;
  if (reason !== null) return { prospectId, kind: "conflict", externalId, reason };
  if (result.kind !== "written") return toFailure(prospectId, result);
  return {
    prospectId,
    kind: "synced",
    externalId,
    how,
    warnings,
    memo: writeMemo(origin, fields),
    ...readStage(plan, [result.values, properties, remote?.values]),
  };
}

/** Makes records by the customers' ids: a record that bears one already is updated instead. */
export async function createContacts<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  plan: Plan,
  creations: readonly PlannedWrite[],
): Promise<CreateResult> {
  const written = await writeReduced(creations, (some) => verbs.create(plan, some), plan.withName, [
    "refused",
  ]);
  const result: CreateResult = { outcomes: [], conflicts: [] };
  for (const { planned, result: writeResult } of written) {
    const prospectId = planned.push.customer.id;
    switch (writeResult.kind) {
      case "written":
        result.outcomes.push(await toCreated(verbs, plan, prospectId, planned, writeResult));
        break;
      case "conflict":
        result.conflicts.push({ creation: planned, refused: writeResult });
        break;
      case "gone":
        result.outcomes.push({ prospectId, kind: "remote_deleted", reason: writeResult.reason });
        break;
      case "unmentioned": {
        const reason = `${verbs.systemName}'s answer does not mention the contact`;
        result.outcomes.push({ prospectId, kind: "error", reason });
        break;
      }
      default:
        result.outcomes.push(toFailure(prospectId, writeResult));
    }
  }
  return result;
}

export function planCreation(plan: ContactPlan, push: ContactPush): PlannedWrite {
  const { fields, warnings } = plan.fit(push.customer);
  const properties = plan.toNew(push.customer, chooseForCreation(fields));
  return { push, fields, properties, warnings, conflict: null };
}

/** The outcome of a record that was made. The record is remembered, so that it is not listed as somebody's change. */
export async function toCreated<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  plan: Plan,
  prospectId: string,
  { fields, properties, warnings, conflict }: Omit<PlannedWrite, "push">,
  { id: externalId, isNew, values }: Extract<WriteResult, { kind: "written" }>,
): Promise<ContactOutcome> {
  if (isNew) verbs.known.remember(externalId, await verbs.readNewState(plan, prospectId, properties));
  if (conflict !== null) return { prospectId, kind: "conflict", externalId, reason: conflict };
  return {
    prospectId,
    kind: "synced",
    externalId,
    how: isNew ? "created" : "found",
    warnings,
    memo: writeMemo("created", fields),
    ...readStage(plan, [values, properties]),
  };
}

/**
 * Makes records without the values that another record has, where the CRM takes them so. They are conflicts all
 * the same: a person has to decide.
 */
export async function createWithoutConflict<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  plan: Plan,
  conflicts: readonly ConflictingCreation[],
): Promise<ContactOutcome[]> {
  const refused: ConflictingCreation[] = [];
  const reduced: PlannedWrite[] = [];
  for (const conflicting of conflicts) {
    const less = leaveOut(conflicting.creation, conflicting.refused, plan.withName);
    if (less) reduced.push(less);
    else refused.push(conflicting);
  }
  const { outcomes, conflicts: still } =
    reduced.length === 0 ? { outcomes: [], conflicts: [] } : await createContacts(verbs, plan, reduced);
  const unmade = [...refused, ...still].map((each) =>
    toFailure(each.creation.push.customer.id, each.refused),
  );
  return [...outcomes, ...unmade];
}

const UNMENTIONED: WriteResult = { kind: "unmentioned" };
/** The result of a record that needs no write. */
const UNCHANGED: WriteResult = { kind: "written", id: "", isNew: false, values: {} };

/**
 * Writes records. A record that the CRM refuses for some of its values is written again without these. A record
 * without any properties needs no call.
 *
 * @param mended the kinds of refusals after which a record is written again
 */
async function writeReduced<Planned extends PlannedWrite>(
  all: readonly Planned[],
  write: (some: readonly Planned[]) => Promise<WriteResult[]>,
  withName: ContactPlan["withName"],
  mended: readonly WriteResult["kind"][],
): Promise<{ planned: Planned; result: WriteResult }[]> {
  const full = all.filter(({ properties }) => Object.keys(properties).length > 0);
  const results = full.length === 0 ? [] : await write(full);
  const resultOf = new Map(full.map((planned, index) => [planned, results[index]]));
  const settled: { planned: Planned; result: WriteResult }[] = [];
  const again: Planned[] = [];
  for (const planned of all) {
    const result = resultOf.has(planned) ? (resultOf.get(planned) ?? UNMENTIONED) : UNCHANGED;
    const isMended =
      result.kind !== "written" && result.kind !== "unmentioned" && mended.includes(result.kind);
    const less = isMended ? leaveOut(planned, result, withName) : null;
    if (less) again.push(less);
    else settled.push({ planned, result });
  }
  if (again.length === 0) return settled;
  return [...settled, ...(await writeReduced(again, write, withName, mended))];
}

/** The record without the values that it was refused for; null where nothing can be left out. */
function leaveOut<Planned extends PlannedWrite>(
  planned: Planned,
  { kind, fields, reason }: Refused,
  withName: ContactPlan["withName"],
): Planned | null {
  const kept = Object.entries(planned.properties).filter(([name]) => !fields.includes(name));
  // `withName` puts another name in the place of a refused one. Where that is the refused value itself, the record
  // is not tried again.
  const properties = withName(Object.fromEntries(kept), planned.push.customer);
  const removed = Object.keys(planned.properties).filter(
    (name) => properties[name] !== planned.properties[name],
  );
  if (removed.length === 0) return null;
  const warnings = removed.map((name) => `${name} was left out: ${reason}`);
  return {
    ...planned,
    properties,
    warnings: [...planned.warnings, ...warnings],
    conflict:
      kind === "conflict" ? `${reason}; it was written without ${removed.join(", ")}` : planned.conflict,
  };
}

function toFailure(prospectId: string, { kind, reason }: Refused): ContactOutcome {
  if (kind === "conflict") return { prospectId, kind, externalId: null, reason };
  return { prospectId, kind: kind === "postponed" ? "error" : "blocked", reason };
}

/** The first stage that any of the sources has. */
function readStage(
  { stageProperty }: ContactPlan,
  sources: readonly (RemoteValues | undefined)[],
): { lifecycle?: string } {
  if (stageProperty === null) return {};
  const lifecycle = sources.map((values) => values?.[stageProperty]).find(Boolean);
  return lifecycle ? { lifecycle } : {};
}
