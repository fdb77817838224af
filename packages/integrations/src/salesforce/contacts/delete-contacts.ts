import type { ContactDeletion, DeletionOutcome } from "@coccinelle/core";
import { whyNotErased } from "../../contacts/contact-record.ts";
import { chunk } from "../../http/chunk.ts";
import { findWhoIds } from "../activities/find-who-ids.ts";
import { classifyRefusals } from "../api/classify-refusals.ts";
import { queryByConditions } from "../api/query-records.ts";
import { MAX_COLLECTION_SIZE, MAX_QUERY_URL_LENGTH, queryUrlLength } from "../api/salesforce-api.ts";
import { describeRefusals } from "../api/salesforce-refusal.ts";
import { packConditions } from "../api/soql.ts";
import type { ContactContext } from "./contact-context.ts";
import { followRecords } from "./follow-records.ts";
import { listForms } from "./record-form.ts";

interface Deletion {
  prospectId: string;
  id: string;
}

/**
 * Puts records into Salesforce's recycle bin. An erasure puts their tasks there first. A record that was merged is
 * erased with the record that it is part of now, unless that record is another customer's.
 */
export async function deleteContacts(
  context: ContactContext,
  page: readonly ContactDeletion[],
  mode: "archive" | "erase",
): Promise<DeletionOutcome[]> {
  const located = await locate(context, page, mode);
  const { deletions, outcomes } =
    mode === "erase" ? await withMerged(context, located) : { deletions: located, outcomes: [] };
  const kept = mode === "erase" ? await deleteTasks(context, deletions) : new Map<string, string>();
  const open = deletions.map(({ id }) => id).filter((id) => !kept.has(id));
  const refused = new Map([...kept, ...(await deleteAll(context, open))]);
  const failures = deletions.flatMap(({ prospectId, id }): DeletionOutcome[] => {
    const reason = refused.get(id);
    return reason === undefined ? [] : [{ prospectId, kind: "error", reason }];
  });
  const failed = new Map([...outcomes, ...failures].map((outcome) => [outcome.prospectId, outcome]));
  return page.map(({ prospectId }) => failed.get(prospectId) ?? { prospectId, kind: "deleted" });
}

/** Finds each customer's records by their ids, or else by the customer's id that they bear. */
async function locate(
  context: ContactContext,
  page: readonly ContactDeletion[],
  mode: "archive" | "erase",
): Promise<Deletion[]> {
  const known = page.flatMap(({ prospectId, externalId: id }) => (id === null ? [] : [{ prospectId, id }]));
  // A converted lead stays in Salesforce beside its contact, so an erasure deletes both.
  const isLead = context.settings.object === "Lead";
  const unknown = page.filter(({ externalId }) => externalId === null || (isLead && mode === "erase"));
  const found = await Promise.all(
    listForms(context.settings).map(async (form) => {
      const plan = await context.getPlan(form);
      const conditions = unknown.map(({ prospectId: value }) => ({ field: form.keyField, value }));
      return plan.hasKey ? queryByConditions(context, plan, "query", conditions) : [];
    }),
  );
  const records = found.flat();
  const followed = await followRecords(
    context,
    records.filter(({ isGone }) => isGone).map(({ id }) => id),
  );
  const borne = records.flatMap((record) => {
    const prospectId = record.state.prospectId ?? "";
    const place = followed.get(record.id)?.record;
    const isTheirs = place !== undefined && [null, prospectId].includes(place.state.prospectId);
    return [record.id, ...(isTheirs ? [place.id] : [])].map((id) => ({ prospectId, id }));
  });
  return [...new Map([...known, ...borne].map((each) => [each.id, each])).values()];
}

/** Adds the records that these were merged into or converted to. */
async function withMerged(
  context: ContactContext,
  located: readonly Deletion[],
): Promise<{ deletions: Deletion[]; outcomes: DeletionOutcome[] }> {
  const followed = await followRecords(
    context,
    located.map(({ id }) => id),
  );
  const deletions = new Map<string, Deletion>();
  const outcomes: DeletionOutcome[] = [];
  for (const { prospectId, id } of located) {
    const place = followed.get(id);
    const reason = place ? whyNotErased(place, prospectId) : null;
    if (reason !== null) {
      outcomes.push({ prospectId, kind: "error", reason });
      continue;
    }
    for (const each of place ? [id, place.record.id] : [id]) deletions.set(each, { prospectId, id: each });
  }
  return { deletions: [...deletions.values()], outcomes };
}

/** @returns for each record with tasks that could not be deleted, the reason */
async function deleteTasks(
  context: ContactContext,
  deletions: readonly Deletion[],
): Promise<Map<string, string>> {
  const whoIds = await findWhoIds(
    context,
    deletions.map(({ id }) => id),
  );
  const people = new Map(Array.from(whoIds, ([id, whoId]) => [whoId, id]));
  const tasks = await findTasksOf(context, [...people.keys()]);
  const refused = await deleteAll(
    context,
    tasks.map(({ id }) => id),
  );
  const kept = new Map<string, string>();
  for (const { id, fields } of tasks) {
    const reason = refused.get(id);
    const record = people.get(String(fields.WhoId));
    if (reason !== undefined && record !== undefined) kept.set(record, `a task was not deleted: ${reason}`);
  }
  return kept;
}

/** All tasks of these people, whoever made them. Salesforce archives tasks after a year; these are found as well. */
async function findTasksOf({ api }: ContactContext, whoIds: readonly string[]) {
  const frame = "SELECT Id, WhoId FROM Task WHERE IsDeleted = false AND ()";
  const conditions = whoIds.map((value) => ({ field: "WhoId", value }));
  const clauses = packConditions(conditions, MAX_QUERY_URL_LENGTH - queryUrlLength(frame));
  const queries = clauses.map((clause) => frame.replace("()", `(${clause})`));
  return (await Promise.all(queries.map((soql) => api.queryAll(soql)))).flat();
}

/** @returns for each record that could not be deleted, the reason */
async function deleteAll({ api }: ContactContext, ids: readonly string[]): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  for (const part of chunk([...new Set(ids)], MAX_COLLECTION_SIZE)) {
    const results = await api.deleteRecords(part);
    for (const [index, { success, errors }] of results.entries()) {
      if (success || classifyRefusals(errors) === "gone") continue;
      refused.set(part[index] ?? "", describeRefusals(errors));
    }
  }
  return refused;
}
