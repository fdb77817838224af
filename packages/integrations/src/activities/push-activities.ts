import {
  type ActivityOutcome,
  type ActivityPush,
  AuthorizationError,
  RetryAfterError,
  TransientError,
} from "@coccinelle/core";
import type { WriteResult } from "../records/write-result.ts";

/** The record of an activity that was looked for, or `unclear` where a record may be the activity. */
export type FoundActivity = { externalId: string } | "unclear";

/** How a CRM finds and creates activities that carry no unique key. */
export interface ActivityVerbs {
  systemName: string;
  /** @returns the activities of which there is a record, or may be one */
  find(activities: readonly ActivityPush[]): Promise<ReadonlyMap<string, FoundActivity>>;
  create(activities: readonly ActivityPush[]): Promise<ActivityOutcome[]>;
}

/** Looks for the activities whose creation was begun before, and creates those that are not found. */
export async function createUnlessFound(
  { systemName, find, create }: ActivityVerbs,
  activities: readonly ActivityPush[],
): Promise<ActivityOutcome[]> {
  const found = await find(activities.filter(({ intended }) => intended));
  const outcomes = Array.from(found, ([activityId, record]): ActivityOutcome => {
    if (record !== "unclear") return { activityId, kind: "synced", ...record };
    const reason = `${systemName} has a record of the same moment that may be the activity`;
    return { activityId, kind: "unknown", reason };
  });
  return [...outcomes, ...(await create(activities.filter(({ id }) => !found.has(id))))];
}

/** A limit or a missing authorisation: the call was not carried out. */
export function isStop(error: unknown): boolean {
  return error instanceof RetryAfterError || error instanceof AuthorizationError;
}

/**
 * Creates activities by several calls.
 *
 * @param work is to tell when a call has created some
 * @throws TransientError for a stop after some were created: their creation is in doubt
 */
export async function createInParts<Answer>(
  systemName: string,
  work: (noteCreated: () => void) => Promise<Answer>,
): Promise<Answer> {
  let isBegun = false;
  try {
    return await work(() => {
      isBegun = true;
    });
  } catch (cause) {
    if (!isBegun || !isStop(cause)) throw cause;
    throw new TransientError(`${systemName} took a part of the activities alone`, { cause });
  }
}

/**
 * The outcome of an activity that was to be created.
 *
 * @param unmentioned the outcome where the answer does not mention the activity
 */
export function toActivityOutcome(
  systemName: string,
  activityId: string,
  result: WriteResult | undefined,
  unmentioned: "unknown" | "error",
): ActivityOutcome {
  switch (result?.kind) {
    case "written":
      return { activityId, kind: "synced", externalId: result.id };
    case "gone":
      return withoutContact(systemName, activityId);
    case "refused":
      return { activityId, kind: "blocked", reason: result.reason };
    case "conflict":
    case "postponed":
      return { activityId, kind: "error", reason: result.reason };
    default:
      return {
        activityId,
        kind: unmentioned,
        reason: `${systemName}'s answer does not mention the activity`,
      };
  }
}

export function withoutContact(systemName: string, activityId: string): ActivityOutcome {
  const reason = `${systemName} does not have the contact, or this user may not see it`;
  return { activityId, kind: "blocked", reason };
}
