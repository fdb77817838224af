import { ConflictError, NotFoundError } from "@coccinelle/core";
import { beginEditedReplay, type DeadLetterWithHistory, findDeadLetter } from "@coccinelle/db";
import * as z from "zod";
import { getReplayRunner } from "../../../bindings.ts";
import { forecastReplay } from "../../../replays/forecast-replay.ts";
import { EditedContent, makeEditedEvent } from "../../../replays/make-edited-event.ts";
import { startReplay } from "../../../replays/start-replay.ts";
import { invalidRequest } from "../../frame/api-error.ts";
import { holdsOnlyStorable, NOT_STORABLE } from "../../frame/fields.ts";
import type { OperationContext } from "../../frame/operation.ts";
import { jsonResponse } from "../../frame/responses.ts";
import { OperatorReason } from "./dead-letter-selection.ts";

/** The queue refuses a message over 128 KB and adds some bytes itself, so the largest event is 127,000 bytes. */
const MAX_EVENT_BYTES = 127_000;

export const EditBody = z
  .strictObject({
    event: EditedContent.superRefine((content, context) => {
      for (const [name, value] of Object.entries(content)) {
        if (!holdsOnlyStorable(value))
          context.addIssue({ code: "custom", path: [name], message: NOT_STORABLE });
      }
    }).describe("The whole event; the API gives it a new id"),
    reason: OperatorReason,
    dryRun: z.boolean().default(false),
  })
  .meta({ id: "DeadLetterEdit" });

/**
 * Sends an event that an operator corrected, or tells what that would do.
 *
 * @throws ApiError 400 where the edit changes nothing, changes the tenant, or is too large for the queue
 * @throws ConflictError where the dead letter is not parked, a replay has taken it, or it was edited before
 */
export async function editDeadLetter(
  env: Env,
  { tenantId, id }: { tenantId: string | null; id: string },
  { event: content, reason, dryRun }: z.output<typeof EditBody>,
  { actor, audit, clock, newId, log }: OperationContext,
): Promise<Response> {
  audit({ reason });
  const deadLetter = await findDeadLetter(env.DB, tenantId, id);
  if (!deadLetter) throw new NotFoundError("dead letter: there is none with this id");
  if (content.tenantId !== tenantId) {
    throw invalidRequest([{ path: "event.tenantId", message: "cannot be changed" }]);
  }
  checkEditable(deadLetter);
  const { event, difference } = await makeEditedEvent(deadLetter, content);
  if (difference.length === 0) {
    throw invalidRequest([{ path: "event", message: "is the same as before: replay it instead" }]);
  }
  if (new TextEncoder().encode(JSON.stringify(event)).byteLength > MAX_EVENT_BYTES) {
    throw invalidRequest([{ path: "event", message: `is larger than ${MAX_EVENT_BYTES} bytes` }]);
  }
  const edit = { eventId: event.id, originEventId: event.originEventId, difference };
  if (dryRun) {
    const [forecast] = await forecastReplay([{ id, event }], { db: env.DB, newId });
    return jsonResponse(200, { id: null, ...edit, forecast });
  }
  const ref = { tenantId, replayId: newId() };
  const act = { actor: { id: actor.id, name: actor.name }, reason, at: clock() };
  const write = () => beginEditedReplay(env.DB, ref, { originalId: id, event }, act);
  const { total } = await startReplay(ref, write, { runner: getReplayRunner(env), log });
  audit({ count: total });
  return jsonResponse(202, { id: ref.replayId, ...edit });
}

/** A message can be edited once: a second edit would become a second activity. */
function checkEditable({ status, inReplay, history }: DeadLetterWithHistory): void {
  const edit = history.find(({ what }) => what === "edited");
  if (edit)
    throw new ConflictError(`dead letter: it was edited already, into ${edit.eventId}: edit that one`);
  if (inReplay) throw new ConflictError("dead letter: a replay has taken it; cancel that replay first");
  if (status !== "parked")
    throw new ConflictError(`dead letter: it is ${status}; only parked ones are edited`);
}
