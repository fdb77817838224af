import { type ActivityOutcome, type ActivityPush, errorMessage, TransientError } from "@coccinelle/core";
import { isStop } from "../../activities/push-activities.ts";
import { MissingScopesError } from "../api/translate-answer.ts";

/**
 * Pushes the parts of a page side by side, so that the failure of one does not hide the outcomes of another. Where
 * another part was pushed, a limit or a missing right is an outcome of the activities whose part it stopped. If
 * one of these activities was in doubt before, it still is.
 *
 * @throws the first failure after which activities may have been created; a limit or a missing authorisation that
 *   stopped every part
 */
export async function pushParts<Part extends { activities: readonly ActivityPush[] }>(
  parts: readonly Part[],
  push: (part: Part) => Promise<ActivityOutcome[]>,
): Promise<ActivityOutcome[]> {
  const settled = await Promise.allSettled(parts.map(push));
  const failures = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  const doubtful = failures.filter((error) => !isStop(error));
  if (doubtful.length > 0) throw doubtful[0];
  const stops = failures.filter((error) => !(error instanceof MissingScopesError));
  if (stops.length > 0 && stops.length === parts.length) throw stops[0];
  const isInDoubt = settled.some(
    ({ status }, index) => status === "rejected" && parts[index]?.activities.some(({ intended }) => intended),
  );
  if (isInDoubt) {
    throw new TransientError("HubSpot's limit was met before all activities were looked for", {
      cause: failures[0],
    });
  }
  return settled.flatMap((each, index) => {
    if (each.status === "fulfilled") return each.value;
    const kind = each.reason instanceof MissingScopesError ? "blocked" : "error";
    const reason = errorMessage(each.reason);
    return (parts[index]?.activities ?? []).map(({ id: activityId }) => ({ activityId, kind, reason }));
  });
}
